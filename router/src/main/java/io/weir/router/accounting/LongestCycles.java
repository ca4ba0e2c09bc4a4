package io.weir.router.accounting;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The longest duty cycles of the last ten to twenty seconds, by what made them differ from others: that long tenants'
 * messages may have waited. One thread measures, by the clock that it reads anyway; any thread reads.
 */
public final class LongestCycles {
    private static final long WINDOW_NS = 10_000_000_000L;
    private static final Kind[] KINDS = Kind.values();

    /** What a cycle did besides looking for work. */
    public enum Kind {
        /** Tenants' messages, and nothing else. */
        MESSAGES,
        /** A part of a control verb or of what an operator asked for. */
        CONTROL,
        /** What follows when queue pairs fail, or a session must go. */
        ERRORS,
        /** What is done at times: counters are brought up to date, conduct is looked at. */
        UPKEEP;

        /** As metrics have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of the present window, then of the one before. */
    private final AtomicLongArray longest = new AtomicLongArray(2 * KINDS.length);
    private long windowEndNs;
    private boolean begun;

    /** A cycle took so long. */
    public void onCycle(final Kind kind, final long tookNs) {
        if (tookNs > longest.getPlain(kind.ordinal())) {
            longest.setRelease(kind.ordinal(), tookNs);
        }
    }

    /** It is that late: to be told now and then. */
    public void onTime(final long nowNs) {
        if (!begun || nowNs - windowEndNs >= 0) {
            for (int i = 0; i < KINDS.length; i++) {
                longest.setRelease(KINDS.length + i, longest.getPlain(i));
                longest.setRelease(i, 0);
            }
            begun = true;
            windowEndNs = nowNs + WINDOW_NS;
        }
    }

    /** Nanoseconds; 0 if there was none. Any thread. */
    public long longestNs(final Kind kind) {
        return Math.max(longest.getAcquire(kind.ordinal()), longest.getAcquire(KINDS.length + kind.ordinal()));
    }
}
