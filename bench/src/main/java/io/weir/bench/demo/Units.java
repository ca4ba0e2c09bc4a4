package io.weir.bench.demo;

import java.util.Locale;

/** Numbers as people read them. */
final class Units {
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final String[] DECIMAL = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
    private static final String[] TIME = {"ns", "µs", "ms", "s"};

    private Units() {
    }

    static String bytes(final double bytes) {
        return scaled(bytes, 1024, BINARY);
    }

    static String bitRate(final double bitsPerSecond) {
        return scaled(bitsPerSecond, 1000, DECIMAL);
    }

    static String time(final double nanoseconds) {
        return scaled(nanoseconds, 1000, TIME);
    }

    static String count(final long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Three digits that count. */
    private static String scaled(final double value, final double step, final String[] units) {
        double rest = value;
        int unit = 0;
        while (rest >= step * 0.9995 && unit < units.length - 1) {
            rest /= step;
            unit++;
        }
        final String digits = rest == Math.rint(rest) && rest < 1000 ? "%.0f %s"
            : rest < 9.995 ? "%.2f %s" : rest < 99.95 ? "%.1f %s" : "%.0f %s";
        return String.format(Locale.ROOT, digits, rest, units[unit]);
    }
}
