package io.weir.router.rnic.soft;

import io.weir.router.rnic.host.SendWindow;
import io.weir.verbs.WcStatus;

/**
 * Completes the sends of an unreliable service when they are handed over: not when their packets are written, for those
 * point into the poster's memory, but when the socket has taken them.
 */
final class HandOver {
    private final SoftQp qp;
    private final SoftRnic rnic;
    private final SendWindow window;
    /** Requests before this position are written. */
    private long written;
    private long writtenAtFlush;

    HandOver(final SoftQp qp, final SendWindow window, final SoftRnic rnic) {
        this.qp = qp;
        this.rnic = rnic;
        this.window = window;
    }

    /** From the next request on. */
    void start() {
        written = window.tail();
    }

    /** Position of the oldest request that is not written, up to the window's tail. */
    long written() {
        return written;
    }

    /** The last packet of the oldest request not written was written. */
    void writtenNext() {
        written++;
        writtenAtFlush = rnic.flushes();
    }

    /** Completes what the socket has taken; answers how many. */
    int complete() {
        int completed = 0;
        if (rnic.flushes() > writtenAtFlush) {
            while (qp.isReadyToSend() && window.head() < written) {
                window.completeHead(WcStatus.SUCCESS);
                completed++;
            }
        }
        return completed;
    }

    /** Whether something is written and not completed. */
    boolean canComplete() {
        return window.head() < written;
    }

    /** Whether something is posted and not completed. */
    boolean hasWork() {
        return !window.isEmpty();
    }
}
