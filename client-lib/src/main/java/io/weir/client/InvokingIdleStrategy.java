package io.weir.client;

import org.agrona.concurrent.IdleStrategy;

/**
 * Waits by doing what it waits for: has somebody else's work done on this thread, such as a duty cycle of the router,
 * so that a router and its tenants run on one thread. Keeps no state of its own.
 *
 * @param work done whenever there is nothing else to do, by the thread that waits; what it throws is thrown there
 */
public record InvokingIdleStrategy(Runnable work) implements IdleStrategy {
    @Override
    public void idle(final int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void idle() {
        work.run();
    }

    @Override
    public void reset() {
        // it is as patient as before
    }
}
