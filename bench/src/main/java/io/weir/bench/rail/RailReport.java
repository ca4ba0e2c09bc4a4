package io.weir.bench.rail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.measure.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All figures, as a text for people and as JSON; the ratios last. */
final class RailReport {
    private static final List<Task> ROUND_TRIPS = List.of(Task.WRITE, Task.SEND, Task.BLOCKING);

    private final Environment environment;
    private final List<Tally> tallies = new ArrayList<>();
    private Tally queuePairs;
    private QpMemory memory;

    RailReport(final Environment environment) {
        this.environment = environment;
    }

    void add(final Tally tally) {
        tallies.add(tally);
    }

    void addQueuePairs(final Tally tally, final QpMemory perQueuePair) {
        queuePairs = tally;
        memory = perQueuePair;
    }

    private List<Tally> all() {
        final List<Tally> all = new ArrayList<>(tallies);
        if (queuePairs != null) {
            all.add(queuePairs);
        }
        return all;
    }

    private List<Ratio> ratios() {
        final List<Ratio> ratios = new ArrayList<>();
        tallies.forEach(tally -> ratios.addAll(Ratio.ofPlace(tally)));
        if (queuePairs != null) {
            ratios.addAll(Ratio.ofQueuePairs(queuePairs));
        }
        return ratios;
    }

    String text() {
        final StringBuilder text = new StringBuilder(8192);
        text.append(environment).append('\n');
        for (final Tally tally : all()) {
            throughput(text, tally);
            roundTrips(text, tally);
        }
        if (memory != null) {
            line(text, "a connected queue pair of the software RNIC: %.1f KiB of heap, %.1f KiB of the process",
                memory.heap() / 1024, memory.resident() / 1024);
        }
        line(text, "%nratios");
        ratios().forEach(ratio -> line(text, "  %-100s %6.2f %s", ratio.name(), ratio.value(), ratio.verdict()));
        return text.toString().stripTrailing();
    }

    private static void throughput(final StringBuilder text, final Tally tally) {
        line(text, "%n%-40s %15s %15s %15s", tally.place(), "4 KiB", "64 KiB", "1 MiB");
        line(text, "%-40s %15s %15s %15s", "  WRITEs, Gbit/s (CPU ns/KiB)", "", "", "");
        for (final String contender : tally.contenders()) {
            final StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "    %-36s", contender));
            boolean any = false;
            for (final Task task : Task.THROUGHPUT) {
                if (tally.has(contender, task)) {
                    any = true;
                    final Sample median = tally.median(contender, task);
                    row.append(String.format(Locale.ROOT, " %6.2f (%6.0f)", median.gigabits(), median.cpuNsPerKib()));
                } else {
                    row.append(String.format(Locale.ROOT, " %15s", ""));
                }
            }
            if (any) {
                line(text, "%s", row);
            }
        }
    }

    private static void roundTrips(final StringBuilder text, final Tally tally) {
        for (final Task task : ROUND_TRIPS) {
            final List<String> rows = tally.contenders().stream().filter(name -> tally.has(name, task)).toList();
            if (!rows.isEmpty()) {
                line(text, "  %-44s %9s %9s %9s", task.label() + ", µs", "median", "p99", "p99.9");
            }
            for (final String contender : rows) {
                final Sample median = tally.median(contender, task);
                line(text, "    %-42s %9s %9s %9s", contender, figure(median.p50()), figure(median.p99()),
                    figure(median.p999()));
            }
        }
    }

    private static String figure(final double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static void line(final StringBuilder text, final String format, final Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments).stripTrailing()).append('\n');
    }

    String json() {
        final ObjectNode root = new ObjectMapper().createObjectNode();
        environment.describe(root.putObject("environment"));
        final ArrayNode list = root.putArray("results");
        for (final Tally tally : all()) {
            for (final String contender : tally.contenders()) {
                Task.ALL.stream().filter(task -> tally.has(contender, task))
                    .forEach(task -> describe(list.addObject(), tally, contender, task));
            }
        }
        if (memory != null) {
            root.putObject("bytes_per_queue_pair").put("heap", memory.heap()).put("resident", memory.resident());
        }
        final ArrayNode ratios = root.putArray("ratios");
        ratios().forEach(ratio -> ratios.addObject().put("name", ratio.name()).put("value", ratio.value())
            .put("wanted", ratio.wanted()).put("met", ratio.isMet()));
        return root.toPrettyString();
    }

    private static void describe(final ObjectNode node, final Tally tally, final String contender, final Task task) {
        node.put("place", tally.place()).put("who", contender).put("what", task.key());
        figures(node, tally.median(contender, task));
        final ArrayNode runs = node.putArray("runs");
        tally.runs(contender, task).forEach(sample -> figures(runs.addObject(), sample));
    }

    private static void figures(final ObjectNode node, final Sample sample) {
        put(node, "gbit_per_s", sample.gigabits());
        put(node, "cpu_ns_per_kib", sample.cpuNsPerKib());
        put(node, "p50_us", sample.p50());
        put(node, "p99_us", sample.p99());
        put(node, "p999_us", sample.p999());
    }

    private static void put(final ObjectNode node, final String name, final double value) {
        if (!Double.isNaN(value)) {
            node.put(name, value);
        }
    }
}
