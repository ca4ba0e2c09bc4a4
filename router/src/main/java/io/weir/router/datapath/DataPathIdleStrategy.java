package io.weir.router.datapath;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * Spins, then yields, then sleeps until there is something to do. Once asleep it stays so until it finds work. How long
 * it looks out is a time, and a number of looks: where everything is slow, as in an emulated machine, that time is over
 * after a few of them, but to sleep and to be woken is as slow.
 */
final class DataPathIdleStrategy implements IdleStrategy {
    static final long SPIN_NS = 1_000;
    /** It looks out for as long at least. */
    static final long YIELD_NS = 50_000;
    /** And so often, within {@link #LONGEST_NS}. */
    static final int LOOKS = 32;
    /** Others take the processors by then, and who is woken up gets one before who yielded. */
    static final long LONGEST_NS = 2_000_000;

    private final Runnable sleep;
    private final NanoClock clock;
    private boolean idle;
    private long idleSinceNs;
    private int looks;

    DataPathIdleStrategy(final Runnable sleep, final NanoClock clock) {
        this.sleep = sleep;
        this.clock = clock;
    }

    @Override
    public void idle(final int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        final long nowNs = clock.nanoTime();
        if (!idle) {
            idle = true;
            idleSinceNs = nowNs;
            looks = 0;
        }
        final long idleNs = nowNs - idleSinceNs;
        if (idleNs < SPIN_NS) {
            Thread.onSpinWait();
        } else if (idleNs < YIELD_NS || (looks < LOOKS && idleNs < LONGEST_NS)) {
            looks++;
            Thread.yield();
        } else {
            looks = LOOKS;
            sleep.run();
        }
    }

    @Override
    public void reset() {
        idle = false;
    }

    @Override
    public String alias() {
        return "data-path";
    }
}
