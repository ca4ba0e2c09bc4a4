package io.weir.client;

import io.weir.shm.linux.Sys;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Waits for another process on few cores: a pause for at most 1 µs, the processor given away for some 50 µs, then
 * parked for 50 µs at a time. Not thread-safe.
 */
final class WaitStrategy implements IdleStrategy {
    private static final int SPINS = 20;
    private static final int YIELDS = 100;
    /** A router that sleeps needs two wake-ups, and who parks meanwhile hears of it late. */
    private static final int VERB_YIELDS = 500;
    private static final long PARK_NS = 50_000;

    private final int patience;
    private int rounds;

    /** For completions. */
    WaitStrategy() {
        this(YIELDS);
    }

    private WaitStrategy(final int yields) {
        patience = SPINS + yields;
    }

    /** For answers of the control path: it gives the processor away for longer before it parks. */
    static WaitStrategy ofControlVerbs() {
        return new WaitStrategy(VERB_YIELDS);
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
        if (rounds < SPINS) {
            rounds++;
            Thread.onSpinWait();
        } else if (rounds < patience) {
            rounds++;
            Sys.yield();
        } else {
            LockSupport.parkNanos(PARK_NS);
        }
    }

    @Override
    public void reset() {
        rounds = 0;
    }

    /** Whether the next call would park. */
    boolean isPatienceOver() {
        return rounds >= patience;
    }
}
