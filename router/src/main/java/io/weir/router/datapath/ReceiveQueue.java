package io.weir.router.datapath;

import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** A queue pair's receive side: a ring of its own, or its part in a shared receive queue. */
final class ReceiveQueue {
    private final QueuePair queuePair;
    private final CompletionQueue completionQueue;
    private final SharedReceiveQueue shared;
    private final ReceiveRing ring;
    private boolean starved;

    ReceiveQueue(final QueuePair queuePair, final Session session, final QpSpec spec) {
        this.queuePair = queuePair;
        completionQueue = (CompletionQueue) spec.recvCq();
        shared = (SharedReceiveQueue) spec.srq();
        ring = shared != null ? null : new ReceiveRing(
            session, (ProtectionDomain) spec.pd(), spec.rqOffset(), spec.rqDepth(), spec.maxRecvSge());
    }

    /** Null if it is a ring of its own. */
    SharedReceiveQueue shared() {
        return shared;
    }

    boolean isShared() {
        return shared != null;
    }

    boolean completesTo(final CompletionQueue candidate) {
        return completionQueue == candidate;
    }

    int maxSge() {
        return shared != null ? shared.maxSge() : ring.maxSge();
    }

    /** As {@link ReceiveRing#posts}; a shared receive queue counts its own. */
    long posts() {
        return shared != null ? 0 : ring.posts();
    }

    /** As {@link ReceiveSource#next}. */
    int take(final RecvWr receive, final int rnicIndex) {
        if (shared != null) {
            return shared.take(queuePair, receive, rnicIndex);
        }
        final int result = ring.take(receive, rnicIndex);
        if (result == ReceiveSource.EMPTY) {
            if (ring.isBroken()) {
                queuePair.onBrokenRing("receive queue: " + ring.fault());
            } else {
                starved = true;
            }
        }
        return result;
    }

    /** As {@link ReceiveSource#nextForStock}. */
    int takeForStock(final RecvWr receive, final int rnicIndex) {
        return shared != null ? shared.takeForStock(queuePair, receive, rnicIndex) : take(receive, rnicIndex);
    }

    /** As {@link ReceiveSource#stockConsumed}. */
    void stockConsumed() {
        if (shared != null) {
            shared.stockConsumed();
        }
    }

    /** As {@link ReceiveSource#available}. */
    long available() {
        return shared != null ? ReceiveSource.UNKNOWN : ring.available();
    }

    /** An RNIC asked for a receive and got none; false if that was known. */
    boolean becomeStarved() {
        final boolean before = starved;
        starved = true;
        return !before;
    }

    /** There may be receives again. */
    void feed() {
        starved = false;
    }

    /** The doorbell rang: whether an RNIC waits for a receive of this queue's own ring. */
    boolean awaitsDoorbell() {
        return starved && ring != null;
    }

    void onCompleted(final long id, final WcStatus status, final WcOpcode opcode, final long bytes,
                     final int immediate, final int flags, final boolean solicited) {
        if (status == WcStatus.SUCCESS) {
            queuePair.meter().completed(opcode, bytes);
            queuePair.device().chargeReceived(bytes);
        } else {
            queuePair.meter().failed(status);
        }
        completionQueue.add(id, status, opcode, bytes, immediate, queuePair.qpNumber(), 0, flags, solicited);
    }

    /** A datagram, of so many bytes with its route. */
    void onDatagram(final long id, final long bytes, final int immediate, final int flags, final boolean solicited,
                    final int sourceQp) {
        queuePair.meter().completed(WcOpcode.RECV, bytes - GlobalRoute.LENGTH);
        queuePair.device().chargeReceived(bytes - GlobalRoute.LENGTH);
        completionQueue.add(id, WcStatus.SUCCESS, WcOpcode.RECV, bytes, immediate, queuePair.qpNumber(), sourceQp,
            flags, solicited);
    }

    /** Completes up to {@code limit} receives of its own ring as flushed; true if there may be more. */
    boolean flush(final int limit) {
        if (ring == null) {
            return false;
        }
        for (int i = 0; i < limit; i++) {
            if (!ring.takeToFlush()) {
                return false;
            }
            queuePair.meter().failed(WcStatus.WR_FLUSH_ERR);
            completionQueue.add(ring.flushedId(), WcStatus.WR_FLUSH_ERR, WcOpcode.RECV, 0, 0, queuePair.qpNumber(), 0,
                0, false);
        }
        return true;
    }

    /** Nobody waits for receives any more. */
    void detach() {
        if (shared != null) {
            shared.forget(queuePair);
        }
        starved = false;
    }

    /** Forgets what was posted to its own ring. */
    void reset() {
        if (ring != null) {
            ring.reset();
        }
    }
}
