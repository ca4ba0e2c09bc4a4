package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Counts what a piece of code allocates on the heap once it is warm.
 */
public final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 30_000;
    private static final int MEASURED = 10_000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

    private Allocations() {
    }

    /**
     * Fails unless a run of many steps allocates nothing; until the compiler is done, which takes its time on a busy
     * machine, it may.
     */
    public static void assertNone(final Runnable step) {
        for (int i = 0; i < WARM_UP; i++) {
            step.run();
        }
        final long thread = Thread.currentThread().threadId();
        final long startNs = System.nanoTime();
        long allocated = Long.MAX_VALUE;
        while (allocated > 0 && System.nanoTime() - startNs < PATIENCE_NS) {
            final long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < MEASURED; i++) {
                step.run();
            }
            allocated = THREADS.getThreadAllocatedBytes(thread) - before;
        }
        assertThat(allocated).isZero();
    }
}
