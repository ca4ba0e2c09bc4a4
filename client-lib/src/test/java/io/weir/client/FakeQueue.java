package io.weir.client;

import io.weir.shm.SendQueueDescriptor;
import org.agrona.concurrent.UnsafeBuffer;

/** The router's side of a send or receive queue, whose indices lie alike. */
final class FakeQueue {
    final UnsafeBuffer ring;
    final int depth;
    final int stride;
    final int doorbell;
    private long consumer;

    FakeQueue(final UnsafeBuffer ring, final int depth, final int stride, final int doorbell) {
        this.ring = ring;
        this.depth = depth;
        this.stride = stride;
        this.doorbell = doorbell;
    }

    /** Work requests that wait. */
    long posted() {
        return ring.getLongVolatile(SendQueueDescriptor.PRODUCER_OFFSET) - consumer;
    }

    /** Where the n-th of them begins. */
    int slot(final int n) {
        return SendQueueDescriptor.ENTRIES_OFFSET + (int) ((consumer + n) % depth) * stride;
    }

    long wrId(final int n) {
        return ring.getLong(slot(n));
    }

    /** Takes one; its slot is free then. */
    void consume() {
        consumer++;
        ring.putLongRelease(SendQueueDescriptor.CONSUMER_OFFSET, consumer);
    }
}
