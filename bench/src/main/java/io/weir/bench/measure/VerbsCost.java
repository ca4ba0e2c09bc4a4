package io.weir.bench.measure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** One operation of one size, directly and through routers: half a round trip in microseconds, or MiB a second. */
final class VerbsCost {
    static final String HEADER = String.format(Locale.ROOT, "%-10s %8s %14s %14s %12s %9s", "operation", "bytes",
        "directly", "through Weir", "added", "added");

    private static final double LEAST_MICROSECONDS = 0.05;

    private final String operation;
    private final int size;
    private double direct = Double.NaN;
    private double through = Double.NaN;
    private List<RoutedVerbs.Used> threads = List.of();

    VerbsCost(final String operation, final int size) {
        this.operation = operation;
        this.size = size;
    }

    /** Whether the processor is one of QEMU's that stands in for a real one. */
    static boolean isEmulated() {
        return System.getenv("WEIR_GUEST") != null;
    }

    /** One measurement without a router: the best counts. */
    void direct(final double measured) {
        direct = better(direct, measured);
    }

    /** One measurement through routers, and what threads took for each message: the best counts. */
    void through(final double measured, final List<RoutedVerbs.Used> used) {
        if (Double.compare(better(through, measured), through) != 0) {
            through = measured;
            threads = used;
        }
    }

    private double better(final double before, final double measured) {
        if (Double.isNaN(before)) {
            return measured;
        }
        return isLatency() ? Math.min(before, measured) : Math.max(before, measured);
    }

    String operation() {
        return operation;
    }

    int size() {
        return size;
    }

    boolean isLatency() {
        return isLatency(operation);
    }

    /** Whether an operation is measured by half of a round trip. */
    static boolean isLatency(final String operation) {
        return operation.endsWith("_lat");
    }

    /** What a message takes longer, in microseconds. */
    private double addedMicroseconds() {
        return isLatency() ? through - direct : microseconds(through) - microseconds(direct);
    }

    private double microseconds(final double mebibytesPerSecond) {
        return size / (mebibytesPerSecond * (1 << 20)) * 1e6;
    }

    /** Of the latency, or of the throughput that is lost. */
    private double addedPercent() {
        return isLatency() ? (through / direct - 1) * 100 : (1 - through / direct) * 100;
    }

    void describe(final ObjectNode node) {
        node.put("operation", operation).put("bytes", size).put("unit", isLatency() ? "us" : "MiB/s")
            .put("direct", direct).put("weir", through).put("added_us", addedMicroseconds())
            .put("added_percent", addedPercent());
        final ArrayNode list = node.putArray("threads");
        threads.forEach(used -> list.addObject().put("name", used.name()).put("us", used.microseconds()));
    }

    /** As {@link #toString}, and a line for each thread that took anything to speak of. */
    String withThreads() {
        final StringBuilder text = new StringBuilder(toString());
        for (final RoutedVerbs.Used used : threads) {
            if (used.microseconds() >= LEAST_MICROSECONDS) {
                text.append(String.format(Locale.ROOT, "%n    %9.2f µs %s", used.microseconds(), used.name()));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        final String unit = isLatency() ? "µs" : "MiB/s";
        return String.format(Locale.ROOT, "%-10s %8d %8.2f %-5s %8.2f %-5s %9.2f µs %7.1f %%", operation, size, direct,
            unit, through, unit, addedMicroseconds(), addedPercent());
    }
}
