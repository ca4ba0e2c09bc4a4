package io.weir.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.process.Line;
import java.util.List;
import java.util.Locale;

/**
 * What idleness costs.
 *
 * @param seconds for which it was measured
 * @param pauses  operations of each kind, each after a pause
 * @param threads of the router, which used any time
 * @param write   an RDMA WRITE of 8 bytes, from before its post to its completion
 * @param send    a SEND of 8 bytes, likewise
 * @param answer  a SEND and the answer of a process that slept on its completion channel
 */
record IdleReport(Environment environment, int seconds, int pauses, List<ThreadTimes.Used> threads, Latency write,
                  Latency send, Latency answer) {
    private static final double MOST_PERCENT = 2;
    private static final long MOST_NS = 200_000;

    /** In nanoseconds. */
    record Latency(long p50, long p99, long max) {
        static Latency of(final Line line, final String prefix) {
            return new Latency(line.number(prefix + "p50"), line.number(prefix + "p99"), line.number(prefix + "max"));
        }
    }

    double percentOfACore() {
        return threads.stream().mapToDouble(this::percent).sum();
    }

    boolean isGood() {
        return percentOfACore() < MOST_PERCENT && write.p50() <= MOST_NS && send.p50() <= MOST_NS;
    }

    private double percent(final ThreadTimes.Used used) {
        return used.nanoseconds() / (seconds * 1e7);
    }

    String json() {
        final ObjectNode root = new ObjectMapper().createObjectNode();
        environment.describe(root.putObject("environment"));
        root.put("seconds", seconds);
        root.put("router_percent_of_a_core", percentOfACore());
        final ArrayNode list = root.putArray("router_threads");
        threads.forEach(used -> list.addObject().put("name", used.name()).put("percent_of_a_core", percent(used)));
        root.put("pauses", pauses);
        describe(root.putObject("first_write_ns"), write);
        describe(root.putObject("first_send_ns"), send);
        describe(root.putObject("first_send_and_answer_ns"), answer);
        root.put("ok", isGood());
        return root.toPrettyString();
    }

    private static void describe(final ObjectNode node, final Latency latency) {
        node.put("p50", latency.p50()).put("p99", latency.p99()).put("max", latency.max());
    }

    String text() {
        final StringBuilder text = new StringBuilder(1024);
        text.append(environment).append('\n');
        line(text, "router, three idle tenants attached, %d s: %.2f %% of a core (at most %.0f)", seconds,
            percentOfACore(), MOST_PERCENT);
        threads.forEach(used -> line(text, "  %-16s %6.3f %%", used.name(), percent(used)));
        line(text, "first operation after a pause of 50 to 200 ms, %d times, in µs (median at most %d)", pauses,
            MOST_NS / 1000);
        text.append("                          p50      p99      max\n");
        line(text, "WRITE", write);
        line(text, "SEND", send);
        line(text, "SEND and its answer", answer);
        return text.append(isGood() ? "good" : "NOT GOOD").toString();
    }

    private static void line(final StringBuilder text, final String name, final Latency latency) {
        line(text, "  %-19s %7.1f  %7.1f  %7.1f", name, latency.p50() / 1e3, latency.p99() / 1e3, latency.max() / 1e3);
    }

    private static void line(final StringBuilder text, final String format, final Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
