package io.weir.router.datapath;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * The hop from the control thread to the data-path thread: a call runs there while its caller waits. Without a
 * data-path thread (driven by hand, not started, or ended), and on that thread itself, a call runs at once.
 *
 * <p>Tenants' messages come first: a duty cycle runs one call at most, and wakes nobody, which would be a system call;
 * who waits looks for himself.
 *
 * <p>A call that waits is run by whoever claims it first: the data-path thread, or its caller when it finds that thread
 * gone.
 */
final class ControlTasks {
    private static final int CAPACITY = 1024;
    private static final int SPINS = 200;
    private static final int YIELDS = 200;
    private static final long SHORTEST_PARK_NS = 10_000;
    private static final long LONGEST_PARK_NS = 200_000;

    private final ManyToOneConcurrentArrayQueue<Task<?>> queue = new ManyToOneConcurrentArrayQueue<>(CAPACITY);
    private final Runnable wakeUp;
    private volatile boolean threaded;
    private volatile long ownerId;

    /** Calls {@code wakeUp}, on the caller's thread, after each call that it queued. */
    ControlTasks(final Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** From now on a thread of its own, which is about to start, runs the calls. */
    void expectThread() {
        threaded = true;
    }

    boolean isThreaded() {
        return threaded;
    }

    /** The current thread is the data-path thread. */
    void claimThread() {
        ownerId = Thread.currentThread().threadId();
        threaded = true;
    }

    /** The data-path thread is about to end: runs what waits; whoever calls from now on does it himself. */
    void releaseThread() {
        threaded = false;
        while (runNext()) {
            continue;
        }
        ownerId = 0;
    }

    /** Runs {@code work} on the data-path thread and waits; what it throws is thrown here. */
    void run(final Runnable work) {
        call(() -> {
            work.run();
            return null;
        });
    }

    /** As {@link #run}, with a result. */
    <T> T call(final Supplier<T> work) {
        if (!threaded || Thread.currentThread().threadId() == ownerId) {
            return work.get();
        }
        final Task<T> task = new Task<>(work);
        while (!queue.offer(task)) {
            if (!threaded) {
                return work.get();
            }
            Thread.yield();
        }
        wakeUp.run();
        return await(task);
    }

    /** Runs the call that has waited longest; false if none waits. Data-path thread. */
    boolean runNext() {
        if (queue.isEmpty()) {
            return false;
        }
        final Task<?> task = queue.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    private <T> T await(final Task<T> task) {
        long parkNs = SHORTEST_PARK_NS;
        for (int i = 0; !task.done; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else if (i < SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(task, parkNs);
                parkNs = Math.min(2 * parkNs, LONGEST_PARK_NS);
                if (!threaded) {
                    task.run();
                }
            }
        }
        return task.result();
    }

    private static final class Task<T> {
        private final Supplier<T> work;
        private final AtomicBoolean claimed = new AtomicBoolean();
        private T value;
        private Throwable thrown;
        private volatile boolean done;

        Task(final Supplier<T> work) {
            this.work = work;
        }

        void run() {
            if (!claimed.compareAndSet(false, true)) {
                return;
            }
            try {
                value = work.get();
            } catch (final Throwable failure) {
                thrown = failure;
            }
            done = true;
        }

        T result() {
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            return value;
        }
    }
}
