package io.weir.client;

import io.weir.verbs.Errno;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * How a control verb waits: drives Aeron's conductor, looks whether the router lives, wakes it if it sleeps on,
 * watches the time, idles. Guarded by the session's lock.
 */
final class ControlWait implements IdleStrategy {
    private final IdleStrategy idle;
    private final NanoClock clock;
    private final Liveness liveness;
    private final Doorbells doorbells;
    private final long ringIntervalNs;
    private AgentInvoker conductor;
    private String verb = "";
    private String reason = "";
    private long startNs;
    private long timeoutNs;
    private long lastRingNs;

    ControlWait(
        final IdleStrategy idle, final NanoClock clock, final Liveness liveness, final Doorbells doorbells,
        final long ringIntervalNs) {
        this.idle = idle;
        this.clock = clock;
        this.liveness = liveness;
        this.doorbells = doorbells;
        this.ringIntervalNs = ringIntervalNs;
    }

    /** Before a verb. */
    void start(final String name, final long timeout) {
        verb = name;
        timeoutNs = timeout;
        startNs = clock.nanoTime();
        lastRingNs = startNs;
        reason = "";
        idle.reset();
        if (liveness.isDead()) {
            throw gone();
        }
    }

    /** From now on {@link #idle()} drives this. */
    void drive(final AgentInvoker invoker) {
        conductor = invoker;
    }

    /** After something was offered to the router. */
    void ring() {
        doorbells.ringControl();
    }

    /** Aeron's conductor had a problem. */
    void failed(final Throwable thrown) {
        reason = ": " + thrown.getMessage();
    }

    /** The last problem of Aeron's conductor, or nothing. */
    String reason() {
        return reason;
    }

    @Override
    public void idle() {
        if (conductor != null) {
            conductor.invoke();
        }
        liveness.checkSometimes();
        if (liveness.isDead()) {
            throw gone();
        }
        final long nowNs = clock.nanoTime();
        if (nowNs - startNs >= timeoutNs) {
            throw new VerbsException(
                Errno.ETIMEDOUT, verb, "no answer from the router within " + timeoutNs / 1_000_000 + " ms" + reason);
        }
        if (nowNs - lastRingNs >= ringIntervalNs) {
            lastRingNs = nowNs;
            ring();
        }
        idle.idle();
    }

    @Override
    public void idle(final int workCount) {
        if (workCount <= 0) {
            idle();
        }
    }

    @Override
    public void reset() {
        idle.reset();
        // Aeron resets before it waits for an answer of the driver, which the router runs
        ring();
    }

    private VerbsException gone() {
        return new VerbsException(Errno.ENODEV, verb, "the router is gone");
    }
}
