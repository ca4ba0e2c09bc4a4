package io.weir.client;

import io.weir.verbs.Errno;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * One blocking wait for completions: poll and yield for a while, then arm, poll once more, and sleep on the channel.
 */
final class CompletionWait {
    private final CompletionQueue cq;
    private final NanoClock clock;
    private final IdleStrategy injected;
    private final WaitStrategy patience = new WaitStrategy();
    private final long timeoutNs;
    private final long startNs;

    CompletionWait(final CompletionQueue cq, final long timeoutNs) {
        this.cq = cq;
        this.clock = cq.session.options().clock();
        this.injected = cq.session.options().idleStrategy();
        this.timeoutNs = timeoutNs;
        this.startNs = clock.nanoTime();
    }

    int await(final WorkCompletion[] wcs, final int max) {
        int taken = poll(wcs, max);
        while (taken == 0 && !isOver()) {
            if (injected != null) {
                injected.idle();
            } else if (cq.channel() == null || !patience.isPatienceOver()) {
                patience.idle();
            } else {
                sleep();
            }
            taken = poll(wcs, max);
        }
        return taken;
    }

    private void sleep() {
        cq.channel().checkServesOnly(cq);
        cq.requestNotify(false);
        if (!cq.isEmpty()) {
            return;
        }
        try {
            cq.channel().getCqEvent(timeoutNs < 0 ? -1 : Math.max(0, timeoutNs - (clock.nanoTime() - startNs)));
        } catch (final VerbsException thrown) {
            // the next poll says so too, but after what the router completed last
            if (thrown.errno() != Errno.ENODEV) {
                throw thrown;
            }
        }
    }

    private int poll(final WorkCompletion[] wcs, final int max) {
        final int taken = cq.poll(wcs, max);
        if (taken < 0) {
            throw new VerbsException(-taken, "wait on " + cq,
                taken == -Errno.ENODEV ? "the router is gone" : "it is closed");
        }
        return taken;
    }

    private boolean isOver() {
        return timeoutNs >= 0 && clock.nanoTime() - startNs >= timeoutNs;
    }
}
