package io.weir.bench.perf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.process.Distribution;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What came out for a size: a line with perftest's columns, and JSON. */
abstract class PerfRow {
    private static final double MIB = 1 << 20;
    private static final double NS_PER_US = 1e3;

    /** The header over all rows of a kind. */
    abstract String header();

    /** For people. */
    abstract String text();

    /** For programs. */
    abstract void describe(ObjectNode node);

    /** Of a test of bandwidth; in Gbit/s, or MiB/s as perftest does. */
    static PerfRow of(final int size, final Bandwidth moved, final boolean gigabits) {
        final double unit = gigabits ? 1e9 / 8 : MIB;
        return new PerfRow() {
            @Override
            String header() {
                final String unitName = gigabits ? "Gb/sec" : "MiB/sec";
                return String.format(Locale.ROOT, " %-10s %-14s %-18s %-21s %s", "#bytes", "#iterations",
                    "BW peak[" + unitName + "]", "BW average[" + unitName + "]", "MsgRate[Mpps]");
            }

            @Override
            String text() {
                return String.format(Locale.ROOT, " %-10d %-14d %-18.2f %-21.2f %.6f", size, moved.messages(),
                    moved.peak() * size / unit, moved.rate() * size / unit, moved.rate() / 1e6);
            }

            @Override
            void describe(final ObjectNode node) {
                node.put("bytes", size).put("iterations", moved.messages()).put("ns", moved.ns())
                    .put("bw_peak_bytes_per_second", moved.peak() * size)
                    .put("bw_average_bytes_per_second", moved.rate() * size)
                    .put("messages_per_second", moved.rate());
            }
        };
    }

    /** Of a test of latency. */
    static PerfRow of(final int size, final Histogram ns) {
        return new PerfRow() {
            @Override
            String header() {
                return " #bytes #iterations    t_min[usec]    t_max[usec]  t_typical[usec]    t_avg[usec]"
                    + "    t_stdev[usec]   99% percentile[usec]   99.9% percentile[usec]";
            }

            @Override
            String text() {
                return String.format(Locale.ROOT, " %-7d %-14d %-14.2f %-12.2f %-16.2f %-14.2f %-15.2f %-22.2f %.2f",
                    size, ns.getTotalCount(), us(ns.getMinValue()), us(ns.getMaxValue()), us(percentile(50)),
                    us(ns.getMean()), us(ns.getStdDeviation()), us(percentile(99)), us(percentile(99.9)));
            }

            private double percentile(final double percent) {
                return ns.getValueAtPercentile(percent);
            }

            @Override
            void describe(final ObjectNode node) {
                node.put("bytes", size).put("iterations", ns.getTotalCount()).put("min_ns", ns.getMinValue())
                    .put("p50_ns", percentile(50)).put("mean_ns", ns.getMean())
                    .put("stdev_ns", ns.getStdDeviation()).put("p90_ns", percentile(90)).put("p99_ns", percentile(99))
                    .put("p999_ns", percentile(99.9)).put("max_ns", ns.getMaxValue());
                final ArrayNode distribution = node.putArray("distribution");
                final Distribution all = Distribution.of(ns);
                for (int i = 0; i < all.levels().length; i++) {
                    distribution.addArray().add(all.levels()[i]).add(all.ns()[i]);
                }
            }
        };
    }

    private static double us(final double ns) {
        return ns / NS_PER_US;
    }
}
