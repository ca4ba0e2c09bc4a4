package io.weir.router.datapath;

import io.weir.router.accounting.LatencyHistogram;
import io.weir.verbs.WcStatus;
import org.agrona.concurrent.NanoClock;

/**
 * Measures how long a queue pair's work requests take, from the cycle that hears the doorbell until the completion is
 * written: what waits in the ring or for a limiter counts. One at a time, and not every one: every
 * {@value #EVERY}th, or one a millisecond where they are rare, so that the clock is read as seldom.
 */
final class LatencySampler {
    private static final int EVERY = 16;
    private static final long INTERVAL_NS = 1_000_000;
    private static final long NOTHING = -1;

    private final LatencyHistogram histogram;
    private final NanoClock clock;
    private long index = NOTHING;
    private long startNs;
    private long lastIndex;
    private long lastNs;

    LatencySampler(final LatencyHistogram histogram, final NanoClock clock) {
        this.histogram = histogram;
        this.clock = clock;
        lastNs = clock.nanoTime() - INTERVAL_NS;
    }

    /** Whether it wants to be told by {@link #begin} which one is the newest. */
    boolean isDue(final long completed, final long nowNs) {
        return index == NOTHING && (completed - lastIndex >= EVERY || nowNs - lastNs >= INTERVAL_NS);
    }

    /** Work request {@code newest} was posted by now. */
    void begin(final long newest, final long nowNs) {
        index = newest;
        startNs = nowNs;
    }

    /** A work request is done. */
    void completed(final long which, final WcStatus status) {
        if (which == index) {
            index = NOTHING;
            lastIndex = which;
            lastNs = startNs;
            if (status == WcStatus.SUCCESS) {
                histogram.record(clock.nanoTime() - startNs);
            }
        }
    }

    /** What is under way will not be completed. */
    void reset(final long completed) {
        index = NOTHING;
        lastIndex = completed;
    }
}
