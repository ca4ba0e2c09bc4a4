package io.weir.router.datapath;

/**
 * A first-in first-out of queue pairs that allocates only in {@link #reserve}. Who adds sees to it that none is in
 * twice.
 */
final class QueuePairFifo {
    private QueuePair[] items = new QueuePair[16];
    private int head;
    private int size;

    /** Makes room for so many at once. */
    void reserve(final int capacity) {
        if (capacity > items.length) {
            final QueuePair[] larger = new QueuePair[Integer.highestOneBit(capacity - 1) << 1];
            for (int i = 0; i < size; i++) {
                larger[i] = items[(head + i) & (items.length - 1)];
            }
            items = larger;
            head = 0;
        }
    }

    void add(final QueuePair queuePair) {
        items[(head + size) & (items.length - 1)] = queuePair;
        size++;
    }

    /** The first, which stays; null if there is none. */
    QueuePair peek() {
        return size == 0 ? null : items[head];
    }

    /** The first, which leaves; null if there is none. */
    QueuePair poll() {
        if (size == 0) {
            return null;
        }
        final QueuePair first = items[head];
        items[head] = null;
        head = (head + 1) & (items.length - 1);
        size--;
        return first;
    }

    /** The first becomes the last. */
    void rotate() {
        if (size > 1) {
            add(poll());
        }
    }

    int size() {
        return size;
    }

    /** Takes one out wherever it stands; for control operations. */
    void remove(final QueuePair queuePair) {
        for (int i = size; i > 0; i--) {
            final QueuePair first = poll();
            if (first != queuePair) {
                add(first);
            }
        }
    }
}
