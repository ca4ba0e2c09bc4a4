package io.weir.bench.cost;

import io.weir.bench.cost.report.Chart;
import io.weir.bench.cost.report.Findings;
import io.weir.bench.process.Distribution;
import java.util.Arrays;

/** How a distribution becomes figures and a curve. */
final class Latency {
    private static final double NS_PER_US = 1e3;
    /** Beyond is but one machine's hiccup. */
    private static final double LAST_DRAWN = 99.9;

    private Latency() {
    }

    static String p50(final String name) {
        return name + ", p50";
    }

    static String p99(final String name) {
        return name + ", p99";
    }

    /** Its median and its 99th percentile, in units of so many nanoseconds. */
    static void add(final Findings findings, final String name, final Distribution distribution, final String unit,
                    final double unitNs) {
        findings.add(p50(name), unit, distribution.at(50) / unitNs);
        findings.add(p99(name), unit, distribution.at(99) / unitNs);
    }

    /** Its distribution function. */
    static void draw(final Findings findings, final Chart chart, final String name, final Distribution distribution) {
        final int count =
            (int) Arrays.stream(distribution.levels()).filter(level -> level <= LAST_DRAWN).count();
        final double[] x = new double[count];
        final double[] y = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = Math.max(1, distribution.ns()[i]) / NS_PER_US;
            y[i] = distribution.levels()[i] / 100;
        }
        findings.curve(chart, name, x, y);
    }
}
