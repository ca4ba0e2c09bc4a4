package io.weir.shm.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Counts what a piece of code allocates on the heap once it is warm.
 */
public final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 30_000;
    private static final int MEASURED = 10_000;
    private static final int ATTEMPTS = 5;

    private Allocations() {
    }

    /**
     * Fails unless a run of many steps allocates nothing; a compilation in the background may spoil a first attempt.
     */
    public static void assertNone(final Runnable step) {
        for (int i = 0; i < WARM_UP; i++) {
            step.run();
        }
        final long thread = Thread.currentThread().threadId();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && allocated > 0; attempt++) {
            final long before = THREADS.getThreadAllocatedBytes(thread);
            for (int i = 0; i < MEASURED; i++) {
                step.run();
            }
            allocated = THREADS.getThreadAllocatedBytes(thread) - before;
        }
        assertThat(allocated).isZero();
    }
}
