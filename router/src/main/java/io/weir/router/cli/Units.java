package io.weir.router.cli;

import io.weir.policy.Rate;
import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
final class Units {
    private Units() {
    }

    static String bitRate(final Long bitsPerSecond) {
        return bitsPerSecond == null ? null : Rate.ofBits(bitsPerSecond).toString();
    }

    static String operationRate(final Long operationsPerSecond) {
        return operationsPerSecond == null ? null : Rate.ofOperations(operationsPerSecond).toString();
    }

    static String seconds(final long nanos) {
        return String.format(Locale.ROOT, "%.3fs", nanos / 1e9);
    }

    /** A rate that was measured: three digits and a unit. */
    static String bits(final double bitsPerSecond) {
        return scaled(bitsPerSecond, 1000, "bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s");
    }

    static String perSecond(final double operations) {
        return scaled(operations, 1000, "/s", "k/s", "M/s");
    }

    /** A dash where nothing was measured. */
    static String latency(final long nanos) {
        return nanos == 0 ? "-" : scaled(nanos, 1000, "ns", "µs", "ms", "s");
    }

    /** Days and hours, or hours and minutes, or so. */
    static String duration(final long millis) {
        final Duration duration = Duration.ofMillis(Math.max(0, millis));
        if (duration.toDays() > 0) {
            return duration.toDays() + "d" + duration.toHoursPart() + "h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h" + duration.toMinutesPart() + "m";
        }
        return duration.toMinutes() > 0
            ? duration.toMinutes() + "m" + duration.toSecondsPart() + "s" : duration.toSeconds() + "s";
    }

    private static String scaled(final double value, final double step, final String... units) {
        double scaled = value;
        int unit = 0;
        while (scaled >= step - 0.5 && unit < units.length - 1) {
            scaled /= step;
            unit++;
        }
        final int digits = scaled == 0 || scaled >= 99.95 || unit == 0 ? 0 : scaled >= 9.995 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f", scaled) + units[unit];
    }

    static String hex(final Long number) {
        return number == null ? null : "0x" + Long.toHexString(number);
    }
}
