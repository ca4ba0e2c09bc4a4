package io.weir.router.accounting;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long an agent was busy: the time from the beginning of a duty cycle that found something to do until the next
 * one begins. One thread measures, by the clock that it reads anyway; any thread reads.
 */
public final class BusyTime {
    private final AtomicLong busyNs = new AtomicLong();
    private long cycleNs;
    private boolean worked;

    /** A duty cycle begins. */
    public void onCycle(final long nowNs) {
        if (worked) {
            busyNs.setRelease(busyNs.getPlain() + nowNs - cycleNs);
        }
        cycleNs = nowNs;
    }

    /** It is over, and found so much to do. */
    public void onWork(final int work) {
        worked = work > 0;
    }

    /** When the present cycle began. The measuring thread alone. */
    public long cycleNs() {
        return cycleNs;
    }

    /** So far. Any thread. */
    public long busyNs() {
        return busyNs.getAcquire();
    }
}
