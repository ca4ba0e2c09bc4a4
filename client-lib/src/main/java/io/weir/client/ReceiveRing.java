package io.weir.client;

import static io.weir.shm.ReceiveQueueDescriptor.CONSUMER_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.ENTRIES_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.NUM_SGE_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.PRODUCER_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.SGES_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.WR_ID_OFFSET;

import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.verbs.Errno;
import org.agrona.concurrent.UnsafeBuffer;

/** The tenant's side of a receive queue, shared or not; as {@link SendRing}. */
final class ReceiveRing {
    private final UnsafeBuffer ring;
    private final int depth;
    private final int stride;
    private final int maxSge;
    private long producer;
    private long consumer;

    ReceiveRing(final UnsafeBuffer ring, final int depth, final int maxSge) {
        this.ring = ring;
        this.depth = depth;
        this.stride = ReceiveQueueDescriptor.stride(maxSge);
        this.maxSge = maxSge;
        this.producer = ring.getLongAcquire(PRODUCER_OFFSET);
        this.consumer = ring.getLongAcquire(CONSUMER_OFFSET);
    }

    /**
     * Writes a work request into the next slot.
     *
     * @return 0; EINVAL if it has too many entries, ENOMEM if the ring is full
     */
    int put(final ReceiveWorkRequest wr) {
        final int count = wr.sges.count();
        if (count > maxSge) {
            return Errno.EINVAL;
        }
        if (isFull()) {
            return Errno.ENOMEM;
        }
        final int slot = ENTRIES_OFFSET + (int) (producer & (depth - 1)) * stride;
        ring.putLong(slot + WR_ID_OFFSET, wr.wrId);
        ring.putLong(slot + NUM_SGE_OFFSET, count); // and the zero behind it
        SgeWriter.write(ring, slot + SGES_OFFSET, wr.sges);
        producer++;
        return 0;
    }

    /** Shows everything put so far to the router; the doorbell is the caller's business. */
    void publish() {
        ring.putLongRelease(PRODUCER_OFFSET, producer);
    }

    private boolean isFull() {
        if (producer - consumer < depth) {
            return false;
        }
        consumer = ring.getLongAcquire(CONSUMER_OFFSET);
        return producer - consumer >= depth;
    }
}
