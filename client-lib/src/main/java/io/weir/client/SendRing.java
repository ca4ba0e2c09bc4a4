package io.weir.client;

import static io.weir.shm.SendQueueDescriptor.AH_OFFSET;
import static io.weir.shm.SendQueueDescriptor.COMPARE_ADD_OFFSET;
import static io.weir.shm.SendQueueDescriptor.CONSUMER_OFFSET;
import static io.weir.shm.SendQueueDescriptor.ENTRIES_OFFSET;
import static io.weir.shm.SendQueueDescriptor.FLAGS_OFFSET;
import static io.weir.shm.SendQueueDescriptor.IMMEDIATE_OFFSET;
import static io.weir.shm.SendQueueDescriptor.INLINE_LENGTH_OFFSET;
import static io.weir.shm.SendQueueDescriptor.NUM_SGE_OFFSET;
import static io.weir.shm.SendQueueDescriptor.OPCODE_OFFSET;
import static io.weir.shm.SendQueueDescriptor.PAYLOAD_OFFSET;
import static io.weir.shm.SendQueueDescriptor.PRODUCER_OFFSET;
import static io.weir.shm.SendQueueDescriptor.REMOTE_ADDRESS_OFFSET;
import static io.weir.shm.SendQueueDescriptor.REMOTE_QKEY_OFFSET;
import static io.weir.shm.SendQueueDescriptor.REMOTE_QPN_OFFSET;
import static io.weir.shm.SendQueueDescriptor.RKEY_OFFSET;
import static io.weir.shm.SendQueueDescriptor.SWAP_OFFSET;
import static io.weir.shm.SendQueueDescriptor.WR_ID_OFFSET;

import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.Errno;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The tenant's side of a send queue. {@link #put} writes work requests behind the producer index, {@link #publish}
 * shows them to the router. One thread at a time; nothing here allocates or throws.
 *
 * <p>The consumer index is the router's cache line, so it is read only when the copy kept here says that the ring is
 * full.
 */
final class SendRing {
    private static final int KNOWN_FLAGS =
        SendFlags.FENCE | SendFlags.SIGNALED | SendFlags.SOLICITED | SendFlags.INLINE;

    private final UnsafeBuffer ring;
    private final SharedMemoryMap memory;
    private final QpType type;
    private final int maxDatagram;
    private final int depth;
    private final int stride;
    private final int maxSge;
    private final int maxInline;
    private long producer;
    private long consumer;

    SendRing(
        final UnsafeBuffer ring, final SharedMemoryMap memory, final QpType type, final int maxDatagram,
        final int depth, final int maxSge, final int maxInline) {
        this.ring = ring;
        this.memory = memory;
        this.type = type;
        this.maxDatagram = maxDatagram;
        this.depth = depth;
        this.stride = SendQueueDescriptor.stride(maxSge, maxInline);
        this.maxSge = maxSge;
        this.maxInline = maxInline;
        this.producer = ring.getLongAcquire(PRODUCER_OFFSET);
        this.consumer = ring.getLongAcquire(CONSUMER_OFFSET);
    }

    /**
     * Writes a work request into the next slot.
     *
     * @return 0; EINVAL if it is not well-formed, ENOMEM if the ring is full
     */
    int put(final SendWorkRequest wr) {
        if (wr.opcode == null || (wr.flags & ~KNOWN_FLAGS) != 0 || !type.allows(wr.opcode)
            || (type == QpType.UD && !isDatagram(wr))) {
            return Errno.EINVAL;
        }
        if (isFull()) {
            return Errno.ENOMEM;
        }
        final int slot = ENTRIES_OFFSET + (int) (producer & (depth - 1)) * stride;
        final int error = (wr.flags & SendFlags.INLINE) != 0 ? putInline(wr, slot) : putGatherList(wr, slot);
        if (error != 0) {
            return error;
        }
        ring.putLong(slot + WR_ID_OFFSET, wr.wrId);
        ring.putByte(slot + OPCODE_OFFSET, (byte) wr.opcode.value());
        ring.putByte(slot + FLAGS_OFFSET, (byte) wr.flags);
        ring.putInt(slot + IMMEDIATE_OFFSET, wr.immediate);
        if (type == QpType.UD) {
            ring.putInt(slot + AH_OFFSET, wr.ah.number());
            ring.putInt(slot + REMOTE_QPN_OFFSET, wr.remoteQpn);
            ring.putInt(slot + REMOTE_QKEY_OFFSET, wr.remoteQkey);
        } else {
            ring.putLong(slot + REMOTE_ADDRESS_OFFSET, wr.remoteAddress);
            ring.putInt(slot + RKEY_OFFSET, wr.rkey);
            ring.putLong(slot + COMPARE_ADD_OFFSET, wr.compareAdd);
            ring.putLong(slot + SWAP_OFFSET, wr.swap);
        }
        producer++;
        return 0;
    }

    /** Whether it says where to, and fits into a packet. */
    private boolean isDatagram(final SendWorkRequest wr) {
        if (wr.ah == null || wr.ah.isClosed() || wr.ah.session.memoryMap() != memory) {
            return false;
        }
        final long length = wr.inlinePayload == null ? wr.sges.length() : wr.inlinePayload.byteSize();
        return length <= maxDatagram;
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

    private int putGatherList(final SendWorkRequest wr, final int slot) {
        final ScatterGatherList sges = wr.sges;
        final int count = sges.count();
        if (count > maxSge) {
            return Errno.EINVAL;
        }
        ring.putShort(slot + NUM_SGE_OFFSET, (short) count);
        ring.putInt(slot + INLINE_LENGTH_OFFSET, 0);
        SgeWriter.write(ring, slot + PAYLOAD_OFFSET, sges);
        return 0;
    }

    private int putInline(final SendWorkRequest wr, final int slot) {
        if (!QpType.UC.allows(wr.opcode)) {
            return Errno.EINVAL;
        }
        final int length = wr.inlinePayload == null
            ? SgeWriter.gather(ring, slot + PAYLOAD_OFFSET, maxInline, wr.sges, memory)
            : SgeWriter.copy(ring, slot + PAYLOAD_OFFSET, maxInline, wr.inlinePayload);
        if (length < 0) {
            return -length;
        }
        ring.putShort(slot + NUM_SGE_OFFSET, (short) 0);
        ring.putInt(slot + INLINE_LENGTH_OFFSET, length);
        return 0;
    }
}
