package io.weir.bench.demo;

import io.weir.bench.process.Line;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Turns the tenants' progress lines into lines of the screen: a bar, how much of what, how fast, against which limit.
 */
final class Progress {
    /** What a sender says as it goes: {@code bytes=… total=…}, or {@code operations=… p50=… p99=…}. */
    static final String WORD = "progress";

    private static final int BAR = 10;
    private static final double SMOOTHING = 0.3;

    private final Screen screen;
    private final Map<String, Speed> speeds = new HashMap<>();

    Progress(final Screen screen) {
        this.screen = screen;
    }

    void onProgress(final String tenant, final long limit, final Line line) {
        final long nowNs = System.nanoTime();
        final String text = line.fields().containsKey("total")
            ? transfer(tenant, limit, line.number("bytes"), line.number("total"), nowNs)
            : pingPong(tenant, line);
        screen.update(tenant, text, nowNs);
    }

    private String transfer(final String tenant, final long limit, final long bytes, final long total,
        final long nowNs) {
        final double rate = speeds.computeIfAbsent(tenant, name -> new Speed()).at(bytes, nowNs);
        final int full = (int) (BAR * bytes / Math.max(1, total));
        return String.format(Locale.ROOT, "%-8s %s%s %3d %%  %8s of %-8s  %11s  %s", tenant, "█".repeat(full),
            "░".repeat(BAR - full),
            100 * bytes / Math.max(1, total), Units.bytes(bytes), Units.bytes(total), bytes == total ? "done"
            : Units.bitRate(rate),
            limit > 0 ? "limit " + Units.bitRate(limit) : "no limit");
    }

    private static String pingPong(final String tenant, final Line line) {
        final boolean timed = line.number("p50") > 0;
        return String.format(Locale.ROOT, "%-8s %s round trips of 64 B  %s", tenant,
            Units.count(line.number("operations")), timed
                ? "p50 " + Units.time(line.number("p50")) + "  p99 " + Units.time(line.number("p99")) : "(warming up)");
    }

    /** Smoothed bits a second between two reports. */
    private static final class Speed {
        private long lastBytes;
        private long lastNs;
        private double rate;

        double at(final long bytes, final long nowNs) {
            if (lastNs != 0 && nowNs > lastNs) {
                final double present = (bytes - lastBytes) * 8e9 / (nowNs - lastNs);
                rate = rate == 0 ? present : rate + SMOOTHING * (present - rate);
            }
            lastBytes = bytes;
            lastNs = nowNs;
            return rate;
        }
    }
}
