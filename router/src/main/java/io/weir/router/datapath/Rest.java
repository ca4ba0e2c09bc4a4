package io.weir.router.datapath;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.NanoClock;

/**
 * How the data path goes to sleep and misses nothing: it tells the tenants that they must wake it, then looks once more
 * for what came before they saw that, then sleeps until the next deadline at the latest. Meanwhile all that it has is
 * lent to who calls.
 */
final class Rest {
    /** Sleeping for less costs more than it saves. */
    private static final long SHORTEST_SLEEP_NS = 20_000;

    private final NanoClock clock;
    private final Sleeper sleeper;
    private final ControlTasks tasks;
    private final DoorbellScan doorbells;
    private final BooleanSupplier hasWork;
    private final LongSupplier nextDeadlineNs;
    private long deadlineNs;

    /**
     * Over the agent's own.
     *
     * @param hasWork        looks for it everywhere, and has RNICs tell what comes from then on
     * @param nextDeadlineNs when there is some without anybody's doing; {@link Long#MAX_VALUE} for never
     */
    Rest(final NanoClock clock, final Sleeper sleeper, final ControlTasks tasks, final DoorbellScan doorbells,
         final BooleanSupplier hasWork, final LongSupplier nextDeadlineNs) {
        this.clock = clock;
        this.sleeper = sleeper;
        this.tasks = tasks;
        this.doorbells = doorbells;
        this.hasWork = hasWork;
        this.nextDeadlineNs = nextDeadlineNs;
    }

    void sleep() {
        doorbells.showSleeping(true);
        sleeper.prepare();
        UnsafeApi.fullFence();
        if (!hasWork.getAsBoolean()) {
            deadlineNs = nextDeadlineNs.getAsLong();
            final long timeoutNs = deadlineNs == Long.MAX_VALUE ? -1 : Math.max(0, deadlineNs - clock.nanoTime());
            if (timeoutNs < 0 || timeoutNs >= SHORTEST_SLEEP_NS) {
                sleepFor(timeoutNs);
            }
        }
        sleeper.rise();
        doorbells.showSleeping(false);
    }

    /** Whether the data path, which is lent, would sleep for too long. */
    boolean oversleeps() {
        return nextDeadlineNs.getAsLong() < deadlineNs;
    }

    private void sleepFor(final long timeoutNs) {
        tasks.lend();
        final int events;
        try {
            events = sleeper.await(timeoutNs);
        } finally {
            tasks.takeBack();
        }
        sleeper.take(events);
    }
}
