package io.weir.router.datapath;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
 * gone. While the data-path thread sleeps, all that is its own is lent to one caller after the other, which saves
 * waking it up: a call takes a microsecond then, not the time of two wake-ups.
 */
final class ControlTasks {
    private static final int CAPACITY = 1024;
    private static final int SPINS = 40;
    private static final int YIELDS = 400;
    private static final long SHORTEST_PARK_NS = 10_000;
    private static final long LONGEST_PARK_NS = 200_000;

    private final ManyToOneConcurrentArrayQueue<Task<?>> queue = new ManyToOneConcurrentArrayQueue<>(CAPACITY);
    private final Runnable wakeUp;
    private final BooleanSupplier turn;
    private final AtomicReference<Turn> whose = new AtomicReference<>(Turn.OWNERS);
    private volatile boolean threaded;
    private volatile long ownerId;
    private volatile long borrowerId;
    private Throwable borrowersFailure;

    /** Who may touch what is the data path's. */
    private enum Turn {
        /** The data-path thread. */
        OWNERS,
        /** Whoever calls first: the data-path thread is about to sleep, or sleeps. */
        NOBODYS,
        /** Somebody who calls. */
        BORROWERS
    }

    /**
     * Over the ways to reach the data path.
     *
     * @param wakeUp called on the caller's thread, after each call that it queued
     * @param turn   instead of that where the data path is lent: runs all calls that wait, and tells whether there is
     *               more to do, for which the data-path thread is to be woken up
     */
    ControlTasks(final Runnable wakeUp, final BooleanSupplier turn) {
        this.wakeUp = wakeUp;
        this.turn = turn;
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
        final long id = Thread.currentThread().threadId();
        if (!threaded || id == ownerId || id == borrowerId) {
            return work.get();
        }
        final Task<T> task = new Task<>(work);
        while (!queue.offer(task)) {
            if (!threaded) {
                return work.get();
            }
            Thread.yield();
        }
        if (!borrow(id)) {
            wakeUp.run();
        }
        return await(task);
    }

    /** Until {@link #takeBack}, who calls does the data path's work; the data-path thread is about to sleep. */
    void lend() {
        whose.set(Turn.NOBODYS);
    }

    /** The data-path thread goes on, when who borrows is ready. Throws what failed meanwhile, but in a call. */
    void takeBack() {
        for (int i = 0; !whose.compareAndSet(Turn.NOBODYS, Turn.OWNERS); i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        final Throwable failure = borrowersFailure;
        borrowersFailure = null;
        rethrow(failure);
    }

    private boolean borrow(final long id) {
        if (whose.get() != Turn.NOBODYS || !whose.compareAndSet(Turn.NOBODYS, Turn.BORROWERS)) {
            return false;
        }
        boolean more = true;
        borrowerId = id;
        try {
            more = turn.getAsBoolean();
        } catch (final RuntimeException | Error failure) {
            borrowersFailure = failure;
        } finally {
            borrowerId = 0;
            whose.set(Turn.NOBODYS);
        }
        if (more) {
            wakeUp.run();
        }
        return true;
    }

    /** Runs the call that has waited longest; false if none waits. Data-path thread, or who borrows. */
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

    private static void rethrow(final Throwable thrown) {
        if (thrown instanceof final RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof final Error error) {
            throw error;
        }
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
            rethrow(thrown);
            return value;
        }
    }
}
