package io.weir.router.datapath;

import static io.weir.shm.ReceiveQueueDescriptor.CONSUMER_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.ENTRIES_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.NUM_SGE_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.PRODUCER_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.SGES_OFFSET;
import static io.weir.shm.ReceiveQueueDescriptor.WR_ID_OFFSET;

import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.Sge;
import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.shm.SgeDescriptor;
import io.weir.verbs.AccessFlags;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes receives out of a tenant's ring: reads every shared field once, the producer index as it may be believed. */
final class ReceiveRing {
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private final Session session;
    private final ProtectionDomain pd;
    private final UnsafeBuffer segment;
    private final int offset;
    private final int depth;
    private final int maxSge;
    private final int stride;

    private final ProducerIndex producer;
    private long taken;

    ReceiveRing(final Session session, final ProtectionDomain pd, final int offset, final int depth, final int maxSge) {
        this.session = session;
        this.pd = pd;
        this.segment = session.segment();
        this.offset = offset;
        this.depth = depth;
        this.maxSge = maxSge;
        this.stride = ReceiveQueueDescriptor.stride(maxSge);
        producer = new ProducerIndex(segment, offset + PRODUCER_OFFSET, depth);
        session.requireRing(offset, ReceiveQueueDescriptor.ringLength(depth, stride), depth);
    }

    int maxSge() {
        return maxSge;
    }

    /** The producer index made no sense; nothing more is read until {@link #reset}. */
    boolean isBroken() {
        return producer.isBroken();
    }

    /** Which rule its producer index broke. */
    String fault() {
        return producer.fault();
    }

    /** As {@link ProducerIndex#posts}. */
    long posts() {
        return producer.posts(taken);
    }

    /** Receives that were posted and not taken. */
    long available() {
        readProducer();
        return producer.isBroken() ? 0 : producer.value() - taken;
    }

    /** As {@link ReceiveSource#next}, for that RNIC. A broken ring is empty: who asked finds {@link #isBroken}. */
    int take(final RecvWr receive, final int rnicIndex) {
        if (isExhausted() && !readProducer()) {
            return ReceiveSource.EMPTY;
        }
        final int slot = slot();
        receive.id = segment.getLongOpaque(slot + WR_ID_OFFSET);
        final int count = segment.getIntOpaque(slot + NUM_SGE_OFFSET);
        int result = ReceiveSource.TAKEN;
        receive.sgeCount = 0;
        if (count < 0 || count > maxSge) {
            result = ReceiveSource.BROKEN;
        } else {
            for (int i = 0; i < count; i++) {
                if (!takeSge(receive, slot + SGES_OFFSET + i * SgeDescriptor.LENGTH, rnicIndex)) {
                    result = ReceiveSource.BROKEN;
                    break;
                }
            }
        }
        consume();
        return result;
    }

    /** Takes the next one for its wr_id alone: {@link #flushedId}. False when there is none. */
    boolean takeToFlush() {
        return !isExhausted() || readProducer();
    }

    /** After {@link #takeToFlush}: the wr_id of the receive that is gone now. */
    long flushedId() {
        final long id = segment.getLongOpaque(slot() + WR_ID_OFFSET);
        consume();
        return id;
    }

    /** Forgets what was posted: starts where the tenant's producer is. */
    void reset() {
        taken = producer.reset();
        segment.putLongRelease(offset + CONSUMER_OFFSET, taken);
    }

    private boolean takeSge(final RecvWr receive, final int at, final int rnicIndex) {
        final long address = segment.getLongOpaque(at + SgeDescriptor.ADDRESS_OFFSET);
        final long lengthAndKey = segment.getLongOpaque(at + SgeDescriptor.LENGTH_OFFSET);
        final long length = lengthAndKey & UNSIGNED_INT;
        if (length == 0) {
            return true;
        }
        final Region region = session.region((int) (lengthAndKey >>> Integer.SIZE));
        if (region == null || !region.allows(pd, address, length, AccessFlags.LOCAL_WRITE)) {
            return false;
        }
        final Sge sge = receive.sge[receive.sgeCount++];
        sge.address = address;
        sge.length = length;
        sge.region = region.on(rnicIndex);
        return true;
    }

    private int slot() {
        return offset + ENTRIES_OFFSET + ((int) taken & (depth - 1)) * stride;
    }

    private void consume() {
        taken++;
        segment.putLongRelease(offset + CONSUMER_OFFSET, taken);
    }

    /** Whether a broken ring, or one of which all that is known is taken. */
    private boolean isExhausted() {
        return producer.isBroken() || producer.value() == taken;
    }

    private boolean readProducer() {
        return producer.read(taken) && producer.value() != taken;
    }
}
