package io.weir.bench.tenancy;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Line;
import io.weir.bench.tenancy.process.LoadTenants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench fairness}: who gets how much of what is shared. */
@Command(
    name = "fairness",
    mixinStandardHelpOptions = true,
    description = {
        "Weights of 1, 2 and 4, and 64 equal tenants, on this host's memory and on a capacity of 4 Gbit/s; how long it"
            + " takes until an idle tenant's share is others', and until it has it back; 8 active of 256 tenants"
            + " against 8 in all; limits that never bind against none, and those and counting what is used against"
            + " neither.",
        "Exit status 1 if a row misses what is wanted."})
public final class FairnessCommand extends TenancyCommand {
    private static final String CAPACITY = "4Gbit";
    private static final int CHUNK = 65536;
    private static final int LARGE = 1 << 20;
    private static final int TENANTS = 64;
    private static final int ACTIVE = 8;
    private static final int MANY = 256;
    private static final int QUICK_IDLE = 24;
    private static final int UNDER_WAY = 128;
    private static final int EVERY_MS = 100;
    private static final int AVERAGED_MS = 5;
    private static final String GENEROUS = "limit: {egress: 900Gbit, ingress: 900Gbit, operations: 900M/s, "
        + "egress-operations: 900M/s, ingress-operations: 900M/s}, guarantee: {egress: 1Mbit, egress-operations: 1k/s}";

    @Option(names = "--only", paramLabel = "TEXT", description = "Only parts whose name contains this: weights, "
        + "equal, come and go, active, limits, metering.")
    private String only = "";

    @Override
    void measure(final Results results) throws IOException, ChildFailedException, InterruptedException {
        for (final String capacity : new String[] {null, CAPACITY}) {
            if ("weights".contains(only)) {
                weights(results, capacity);
            }
            if ("equal".contains(only)) {
                alike(results, capacity);
            }
        }
        if ("come and go".contains(only)) {
            comeAndGo(results);
        }
        if ("active".contains(only)) {
            active(results);
        }
        if ("limits".contains(only)) {
            compare(results, "limits that never bind, 64 B", List.of(GENEROUS), 1, List.of(""), true, 5, 64);
        }
        if ("metering".contains(only)) {
            compare(results, "metering and limits that never bind, 64 B", List.of(GENEROUS), 1, List.of(""), false, 5,
                64);
        }
    }

    private void active(final Results results) throws IOException, ChildFailedException, InterruptedException {
        final int attached = isQuick() ? ACTIVE + QUICK_IDLE : MANY;
        for (final int size : new int[] {64, CHUNK}) {
            compare(results, ACTIVE + " active of " + attached + " attached, " + size + " B",
                Collections.nCopies(MANY, GENEROUS), attached, Collections.nCopies(ACTIVE, GENEROUS), true, 10, size);
        }
    }

    /** So much under way that a process that waits for a processor still has backlog; as much for everybody. */
    private static Line backlog(final int size, final int queuePairs) {
        return load(size, queuePairs).with("window", UNDER_WAY / queuePairs);
    }

    private static Line load(final int size, final int queuePairs) {
        return Line.of("load").with("op", "write").with("size", size).with("qps", queuePairs)
            .with("window", size <= 4096 ? 32 : 8);
    }

    /** What each of the process's tenants did in that time. */
    private static double[] run(final Host host, final Child child, final int tenants, final String what, final long ms)
        throws ChildFailedException, InterruptedException {
        host.pause(ms / 2);
        final Line before = host.read(child);
        host.pause(ms);
        final Line after = host.read(child);
        final double[] rates = new double[tenants];
        for (int i = 0; i < tenants; i++) {
            rates[i] = (after.number(what + i) - before.number(what + i)) * 1e9
                / (after.number("ns") - before.number("ns"));
        }
        return rates;
    }

    private static String on(final String capacity) {
        return capacity == null ? "host memory" : capacity;
    }

    private void weights(final Results results, final String capacity)
        throws IOException, ChildFailedException, InterruptedException {
        progress("weights of 1, 2, 4 on " + on(capacity));
        try (Host host = new Host(capacity, List.of("", "weight: 2", "weight: 4"))) {
            final Child child = host.start(LoadTenants.class, 0, 3);
            for (int i = 0; i < 3; i++) {
                // the lightest has most queue pairs: that must not help it
                host.load(child, i, backlog(LARGE, i == 0 ? 16 : 4));
            }
            final double[] rates = run(host, child, 3, "bytes", isQuick() ? 1000 : 5000);
            final double sum = Arrays.stream(rates).sum();
            double worst = 0;
            for (int i = 0; i < 3; i++) {
                worst = Math.max(worst, Math.abs(100 * (7 * rates[i] / sum / (1 << i) - 1)));
            }
            final Map<String, Object> row = results.row();
            row.put("shares", "weights 1:2:4 on " + on(capacity));
            row.put("Gbit/s", 8 * sum / 1e9);
            row.put("shares of 7", String.format(Locale.ROOT, "%.3f %.3f %.3f", 7 * rates[0] / sum,
                7 * rates[1] / sum, 7 * rates[2] / sum));
            row.put("worst %", worst);
            row.put("wanted", "2 %");
            Results.judge(row, worst <= 2);
        }
    }

    private void alike(final Results results, final String capacity)
        throws IOException, ChildFailedException, InterruptedException {
        progress(TENANTS + " equal tenants on " + on(capacity));
        try (Host host = new Host(capacity, Collections.nCopies(TENANTS, ""))) {
            final Child child = host.start(LoadTenants.class, 0, TENANTS);
            for (int i = 0; i < TENANTS; i++) {
                host.load(child, i, backlog(CHUNK, 2 << (i % 4)));
            }
            final double[] rates = run(host, child, TENANTS, "bytes", isQuick() ? 1000 : 5000);
            final double sum = Arrays.stream(rates).sum();
            final double jain = sum * sum / (TENANTS * Arrays.stream(rates).map(rate -> rate * rate).sum());
            final Map<String, Object> row = results.row();
            row.put("index", "Jain, " + TENANTS + " tenants on " + on(capacity));
            row.put("Gbit/s", 8 * sum / 1e9);
            row.put("value", String.format(Locale.ROOT, "%.5f", jain));
            row.put("wanted", "0.99");
            Results.judge(row, jain >= 0.99);
        }
    }

    private void comeAndGo(final Results results) throws IOException, ChildFailedException, InterruptedException {
        progress("a tenant that comes and goes");
        try (Host host = new Host(CAPACITY, List.of("", ""))) {
            final Child child = host.start(LoadTenants.class, 0, 2);
            host.load(child, 0, load(CHUNK, 2));
            host.load(child, 1, load(CHUNK, 2));
            host.pause(1000);
            final int times = isQuick() ? 10 : 40;
            final Line line = host.ask(child, new Line("alternate", load(CHUNK, 2).fields()).with("tenant", 1)
                .with("every", EVERY_MS).with("times", times), "alternated");
            final int[] stays = bins(line.text("bins0"));
            final int[] comes = bins(line.text("bins1"));
            final List<Integer> taken = new ArrayList<>();
            final List<Integer> back = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                final boolean present = i % 2 == 1;
                (present ? back : taken).add(lag(stays, comes, i * EVERY_MS, present ? 0.45 : 0));
            }
            report(results, "an idle tenant's share is others'", taken);
            report(results, "it has its share back", back);
        }
    }

    private static void report(final Results results, final String what, final List<Integer> lags) {
        Collections.sort(lags);
        final Map<String, Object> row = results.row();
        row.put("within", what);
        row.put("median ms", lags.get(lags.size() / 2));
        row.put("worst ms", lags.getLast());
        row.put("wanted", "10 ms");
        Results.judge(row, lags.get(lags.size() / 2) <= 10);
    }

    /**
     * After how many milliseconds the mean of the next few is as it should be: the capacity used, by the one who comes
     * in at least that part.
     */
    private static int lag(final int[] stays, final int[] comes, final int from, final double part) {
        final double wanted = 0.95 * 4e9 / 8 / 1000;
        for (int lag = 0; lag < EVERY_MS - AVERAGED_MS; lag++) {
            double all = 0;
            double own = 0;
            for (int i = from + lag; i < from + lag + AVERAGED_MS; i++) {
                all += stays[i] + comes[i];
                own += comes[i];
            }
            if (all >= wanted * AVERAGED_MS && (part == 0 ? own <= 0.02 * all : own >= part * all)) {
                return lag;
            }
        }
        return EVERY_MS;
    }

    private static int[] bins(final String text) {
        return Arrays.stream(text.split(",")).mapToInt(Integer::parseInt).toArray();
    }

    /**
     * Medians of interleaved runs: messages a second of the first tenants with those policies against with these, there
     * by a router that counts, here by one that does or does not.
     */
    private void compare(final Results results, final String what, final List<String> policies, final int attached,
                         final List<String> without, final boolean metered, final double wanted, final int size)
        throws IOException, ChildFailedException, InterruptedException {
        final int active = without.size();
        final List<Double> withs = new ArrayList<>();
        final List<Double> withouts = new ArrayList<>();
        try (Host one = new Host(null, policies); Host other = new Host(null, without, metered)) {
            final Child busy = one.start(LoadTenants.class, 0, active);
            final Child alone = other.start(LoadTenants.class, 0, active);
            if (attached > active) {
                progress(attached - active + " idle tenants attach");
                one.start(LoadTenants.class, active, attached - active);
            }
            for (int i = 0; i < (isQuick() ? 3 : 9); i++) {
                progress(what + ", run " + (i + 1));
                final boolean first = i % 2 == 0;
                final double bare = first ? messages(other, alone, active, size) : 0;
                withs.add(messages(one, busy, active, size));
                withouts.add(first ? bare : messages(other, alone, active, size));
            }
        }
        // of the two runs that came one after the other: the machine's speed changes by the minute
        final List<Double> losses = new ArrayList<>();
        for (int i = 0; i < withs.size(); i++) {
            losses.add(100 * (1 - withs.get(i) / withouts.get(i)));
        }
        final double with = median(withs);
        final double bare = median(withouts);
        final double loss = median(losses);
        final Map<String, Object> row = results.row();
        row.put("cost", what);
        row.put("messages/s", Math.round(with));
        row.put("without", Math.round(bare));
        row.put("loss %", loss);
        row.put("from", Collections.min(losses));
        row.put("to", Collections.max(losses));
        row.put("wanted", wanted + " %");
        Results.judge(row, loss <= wanted);
    }

    private static double median(final List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private double messages(final Host host, final Child child, final int active, final int size)
        throws ChildFailedException, InterruptedException {
        for (int i = 0; i < active; i++) {
            host.load(child, i, load(size, 2));
        }
        final double[] rates = run(host, child, active, "messages", isQuick() ? 600 : 2000);
        for (int i = 0; i < active; i++) {
            host.load(child, i, Line.of("stop"));
        }
        return Arrays.stream(rates).sum();
    }
}
