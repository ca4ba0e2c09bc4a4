package io.weir.router.control;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a {@link ControlAgent} until closed: spins for a moment when there is nothing to do, then yields, then sleeps.
 * What a duty cycle throws is written down, and the next one follows.
 */
public final class ControlThread implements AutoCloseable {
    private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long YIELD_NS = TimeUnit.MICROSECONDS.toNanos(30);

    private final ControlAgent agent;
    private final Runnable stop;
    private final Consumer<String> log;
    private final Thread thread;
    private volatile boolean running = true;

    /**
     * Starts it.
     *
     * @param stop what the thread does last; it closes the agent
     */
    public ControlThread(final ControlAgent agent, final Runnable stop, final Consumer<String> log) {
        this.agent = agent;
        this.stop = stop;
        this.log = log;
        thread = new Thread(this::run, agent.roleName());
        thread.start();
    }

    /** Ends it and waits for the end. */
    @Override
    public void close() {
        running = false;
        agent.execute(() -> { });
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException thrown) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long idleSinceNs = System.nanoTime();
        while (running) {
            try {
                final long nowNs = System.nanoTime();
                if (agent.doWork() > 0) {
                    idleSinceNs = nowNs;
                } else if (nowNs - idleSinceNs < SPIN_NS) {
                    Thread.onSpinWait();
                } else if (nowNs - idleSinceNs < YIELD_NS) {
                    Thread.yield();
                } else {
                    // awake again it may find nothing, and sleeps on at once
                    agent.await();
                }
            } catch (final Throwable thrown) {
                log.accept("control path failed: " + thrown);
            }
        }
        stop.run();
    }
}
