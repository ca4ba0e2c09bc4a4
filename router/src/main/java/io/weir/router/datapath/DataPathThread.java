package io.weir.router.datapath;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Runs a {@link DataPathAgent} on a thread of its own until closed; closing ends the sessions that are left and closes
 * the RNICs.
 */
public final class DataPathThread implements AutoCloseable {
    private final DataPathAgent agent;
    private final ErrorHandler errorHandler;
    private final DataPathIdleStrategy idleStrategy;
    private final Thread thread;
    private volatile boolean running = true;

    /**
     * Starts it.
     *
     * @param errorHandler told of what a duty cycle threw; the next one follows
     */
    public DataPathThread(final DataPathAgent agent, final ErrorHandler errorHandler) {
        this.agent = agent;
        this.errorHandler = errorHandler;
        idleStrategy = new DataPathIdleStrategy(agent::sleep, SystemNanoClock.INSTANCE);
        thread = new Thread(this::run, agent.roleName());
        agent.tasks().expectThread();
        thread.start();
    }

    @Override
    public void close() {
        running = false;
        agent.interruptSleep();
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
        agent.onStart();
        while (running) {
            try {
                idleStrategy.idle(agent.doWork());
            } catch (final Throwable thrown) {
                errorHandler.onError(thrown);
            }
        }
        agent.onClose();
    }
}
