package io.weir.bench.fault;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what other processes do. */
final class Patience {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private Patience() {
    }

    /** What holds, or not yet. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** What was waited for. */
    @FunctionalInterface
    interface Description {
        String text() throws Exception;
    }

    /** Looks again and again; fails if it takes longer. */
    static void await(final Duration longest, final Description what, final Condition condition) {
        final long startNs = System.nanoTime();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - startNs > longest.toNanos()) {
                    throw new AssertionError("not within " + longest + ": " + what.text());
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (final Exception thrown) {
            throw new AssertionError(thrown);
        }
    }
}
