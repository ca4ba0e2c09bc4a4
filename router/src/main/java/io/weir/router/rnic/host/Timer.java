package io.weir.router.rnic.host;

/** Something to be called at a time; see {@link Timers}. */
public abstract class Timer {
    static final long NEVER = Long.MAX_VALUE;

    long deadlineNs = NEVER;
    /** Where it stands in the heap; never later than {@link #deadlineNs}. */
    long heapNs;
    int heapIndex = -1;

    /** Its time has come; it is no more scheduled. */
    protected abstract void onTimer(long nowNs);

    /** Whether it waits for its time. */
    public final boolean isScheduled() {
        return deadlineNs != NEVER;
    }
}
