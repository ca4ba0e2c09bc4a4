package io.weir.router.datapath;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/** Spins, then yields, then sleeps until there is something to do. Once asleep it stays so until it finds work. */
final class DataPathIdleStrategy implements IdleStrategy {
    private static final long SPIN_NS = 1_000;
    private static final long YIELD_NS = 50_000;

    private final DataPathAgent agent;
    private final NanoClock clock;
    private boolean idle;
    private long idleSinceNs;

    DataPathIdleStrategy(final DataPathAgent agent, final NanoClock clock) {
        this.agent = agent;
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
        }
        final long idleNs = nowNs - idleSinceNs;
        if (idleNs < SPIN_NS) {
            Thread.onSpinWait();
        } else if (idleNs < YIELD_NS) {
            Thread.yield();
        } else {
            agent.sleep();
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
