package io.weir.router.datapath;

import io.weir.policy.FairScheduler;
import io.weir.policy.ServiceClass;

/**
 * A tenant's queue pairs that have something to send over a link: those of a higher class first, within a class in
 * turn. What is passed over gets every {@value FairScheduler#CONCESSION}th turn, so that nothing starves. How much the
 * tenant has of the link is decided elsewhere: classes of its own only order what is its own. Allocates only in
 * {@link #reserve}.
 */
final class ReadyQueuePairs {
    private static final int CLASSES = ServiceClass.values().length;

    private final QueuePairFifo[] fifos = new QueuePairFifo[CLASSES];
    private int size;
    /** Whose turn {@link #peek} said it is. */
    private int chosen;
    /** Turns that were taken while others of lower classes waited. */
    private int passed;
    /** The lower class that had the last turn of those that are conceded. */
    private int conceded;

    ReadyQueuePairs() {
        for (int i = 0; i < CLASSES; i++) {
            fifos[i] = new QueuePairFifo();
        }
    }

    /** Makes room for so many at once. */
    void reserve(final int capacity) {
        for (final QueuePairFifo fifo : fifos) {
            fifo.reserve(capacity);
        }
    }

    int size() {
        return size;
    }

    void add(final QueuePair queuePair, final ServiceClass service) {
        fifos[service.ordinal()].add(queuePair);
        size++;
    }

    /** Whose turn it is, who stays; null if there is none. */
    QueuePair peek() {
        if (size == 0) {
            return null;
        }
        final int highest = highest();
        chosen = highest;
        if (fifos[highest].size() == size) {
            passed = 0;
        } else if (passed >= FairScheduler.CONCESSION - 1) {
            chosen = lower(highest);
        }
        return fifos[chosen].peek();
    }

    /** Whose turn {@link #peek} said it is had it, and leaves. */
    void poll() {
        fifos[chosen].poll();
        size--;
        count();
    }

    /** Whose turn {@link #peek} said it is had it, and becomes the last of its class. */
    void rotate() {
        fifos[chosen].rotate();
        count();
    }

    /** Takes one out wherever it stands; for control operations. */
    void remove(final QueuePair queuePair) {
        size = 0;
        for (final QueuePairFifo fifo : fifos) {
            fifo.remove(queuePair);
            size += fifo.size();
        }
    }

    private int highest() {
        int highest = 0;
        while (fifos[highest].size() == 0) {
            highest++;
        }
        return highest;
    }

    /** One that has any below that, another than the last time if there are two. */
    private int lower(final int highest) {
        int next = conceded;
        do {
            next = next >= CLASSES - 1 ? highest + 1 : Math.max(next, highest) + 1;
        } while (fifos[next].size() == 0);
        return next;
    }

    private void count() {
        if (passed >= FairScheduler.CONCESSION - 1) {
            passed = 0;
            conceded = chosen;
        } else {
            passed++;
        }
    }
}
