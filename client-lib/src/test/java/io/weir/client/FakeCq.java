package io.weir.client;

import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.UnixSocket;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.agrona.concurrent.UnsafeBuffer;

/** The router's side of a completion queue. */
final class FakeCq {
    final UnsafeBuffer ring;
    final int depth;
    private final int channelFd;
    private final MemorySegment event;
    private long producer;

    FakeCq(final UnsafeBuffer ring, final int depth, final int handle, final int channelFd) {
        this.ring = ring;
        this.depth = depth;
        this.channelFd = channelFd;
        this.event = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
        event.set(ValueLayout.JAVA_INT, 0, handle);
    }

    long consumer() {
        return ring.getLongVolatile(CompletionQueueDescriptor.CONSUMER_OFFSET);
    }

    int armed() {
        return ring.getIntVolatile(CompletionQueueDescriptor.ARMED_OFFSET);
    }

    void complete(final long wrId, final WcStatus status, final WcOpcode opcode, final int byteLength) {
        final int slot =
            CompletionQueueDescriptor.ENTRIES_OFFSET + (int) (producer % depth) * CompletionQueueDescriptor.STRIDE;
        ring.putLong(slot + CompletionQueueDescriptor.WR_ID_OFFSET, wrId);
        ring.putInt(slot + CompletionQueueDescriptor.STATUS_OFFSET, status.value());
        ring.putInt(slot + CompletionQueueDescriptor.OPCODE_OFFSET, opcode.value());
        ring.putInt(slot + CompletionQueueDescriptor.BYTE_LEN_OFFSET, byteLength);
        ring.putInt(slot + CompletionQueueDescriptor.IMMEDIATE_OFFSET, (int) wrId + 1);
        ring.putInt(slot + CompletionQueueDescriptor.QP_NUM_OFFSET, 0x1234);
        ring.putInt(slot + CompletionQueueDescriptor.FLAGS_OFFSET, 2);
        ring.putLongRelease(slot + CompletionQueueDescriptor.SEQUENCE_OFFSET, ++producer);
        ring.putLongRelease(CompletionQueueDescriptor.PRODUCER_OFFSET, producer);
        if (armed() != CompletionQueueDescriptor.NOT_ARMED && channelFd != Fd.NONE) {
            ring.putIntVolatile(CompletionQueueDescriptor.ARMED_OFFSET, CompletionQueueDescriptor.NOT_ARMED);
            UnixSocket.trySend(channelFd, event.address(), Integer.BYTES);
        }
    }

    void complete(final long wrId) {
        complete(wrId, WcStatus.SUCCESS, WcOpcode.SEND, 0);
    }
}
