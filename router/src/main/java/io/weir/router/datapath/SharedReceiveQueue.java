package io.weir.router.datapath;

import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.verbs.AsyncEventType;

/** A shared receive queue. Who finds it empty is told of the next posting. */
final class SharedReceiveQueue implements DataSrq, DoorbellTarget {
    private final Session session;
    private final int handle;
    private final int doorbell;
    private final ReceiveRing ring;
    private final QueuePairFifo starved = new QueuePairFifo();
    private int limit;
    /** Taken by RNICs that keep a stock, and not consumed by a message. */
    private long stocked;
    private boolean reported;

    SharedReceiveQueue(final Session session, final int handle, final int doorbell, final ReceiveRing ring,
                       final int limit) {
        this.session = session;
        this.handle = handle;
        this.doorbell = doorbell;
        this.ring = ring;
        this.limit = limit;
    }

    int doorbell() {
        return doorbell;
    }

    int maxSge() {
        return ring.maxSge();
    }

    /** As {@link ReceiveRing#posts}. */
    long posts() {
        return ring.posts();
    }

    void reserve(final int queuePairs) {
        starved.reserve(queuePairs);
    }

    /** As {@link ReceiveSource#next}, for a queue pair on that RNIC. */
    int take(final QueuePair queuePair, final RecvWr receive, final int rnicIndex) {
        final int result = ring.take(receive, rnicIndex);
        if (result == ReceiveSource.EMPTY) {
            onEmpty(queuePair);
        } else {
            checkLimit();
        }
        return result;
    }

    /** As {@link ReceiveSource#nextForStock}. */
    int takeForStock(final QueuePair queuePair, final RecvWr receive, final int rnicIndex) {
        final int result = ring.take(receive, rnicIndex);
        if (result == ReceiveSource.EMPTY) {
            onEmpty(queuePair);
        } else {
            stocked++;
        }
        return result;
    }

    /** As {@link ReceiveSource#stockConsumed}. */
    void stockConsumed() {
        stocked--;
        checkLimit();
    }

    private void onEmpty(final QueuePair queuePair) {
        if (ring.isBroken()) {
            onBroken();
            queuePair.fatal();
        } else if (queuePair.receives().becomeStarved()) {
            starved.add(queuePair);
        }
    }

    private void checkLimit() {
        if (limit > 0 && ring.available() + stocked < limit) {
            limit = 0;
            session.events().onAsyncEvent(AsyncEventType.SRQ_LIMIT_REACHED, handle);
        }
    }

    void forget(final QueuePair queuePair) {
        starved.remove(queuePair);
    }

    @Override
    public void onDoorbell() {
        for (int i = starved.size(); i > 0; i--) {
            starved.poll().receivesPosted();
        }
    }

    @Override
    public void arm(final int newLimit) {
        session.tasks().run(() -> limit = newLimit);
    }

    @Override
    public void destroy() {
        session.tasks().run(() -> session.destroy(this));
    }

    private void onBroken() {
        if (!reported) {
            reported = true;
            session.events().onAsyncEvent(AsyncEventType.SRQ_ERR, handle);
            session.onBrokenRing("shared receive queue " + handle + ": " + ring.fault());
        }
    }
}
