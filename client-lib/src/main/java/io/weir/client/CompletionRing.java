package io.weir.client;

import static io.weir.shm.CompletionQueueDescriptor.ARMED_NEXT;
import static io.weir.shm.CompletionQueueDescriptor.ARMED_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.ARMED_SOLICITED;
import static io.weir.shm.CompletionQueueDescriptor.BYTE_LEN_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.CONSUMER_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.ENTRIES_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.FLAGS_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.IMMEDIATE_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.NOT_ARMED;
import static io.weir.shm.CompletionQueueDescriptor.OPCODE_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.OVERRUN_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.QP_NUM_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.SEQUENCE_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.SRC_QP_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.STATUS_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.STRIDE;
import static io.weir.shm.CompletionQueueDescriptor.VENDOR_ERROR_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.WR_ID_OFFSET;

import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The tenant's side of a completion queue. One thread polls at a time; arming is safe from another. Nothing here
 * allocates.
 */
final class CompletionRing {
    private final UnsafeBuffer ring;
    private final int depth;
    private long consumer;

    CompletionRing(final UnsafeBuffer ring, final int depth) {
        this.ring = ring;
        this.depth = depth;
        this.consumer = ring.getLongAcquire(CONSUMER_OFFSET);
    }

    /** Takes the next completion; touches one cache line and writes nothing if there is none. */
    boolean poll(final WorkCompletion wc) {
        if (!take(wc)) {
            return false;
        }
        ring.putLongRelease(CONSUMER_OFFSET, consumer);
        return true;
    }

    /** Takes up to {@code max} completions. */
    int poll(final WorkCompletion[] wcs, final int max) {
        int taken = 0;
        while (taken < max && take(wcs[taken])) {
            taken++;
        }
        if (taken > 0) {
            ring.putLongRelease(CONSUMER_OFFSET, consumer);
        }
        return taken;
    }

    /** Asks for a notification of the next completion; the next solicited one does not weaken what was asked before. */
    void arm(final boolean solicitedOnly) {
        if (solicitedOnly) {
            ring.compareAndSetInt(ARMED_OFFSET, NOT_ARMED, ARMED_SOLICITED);
        } else {
            ring.putIntVolatile(ARMED_OFFSET, ARMED_NEXT);
        }
        VarHandle.fullFence();
    }

    /** Whether a completion found no room. */
    boolean isOverrun() {
        return ring.getIntVolatile(OVERRUN_OFFSET) != 0;
    }

    boolean isEmpty() {
        return ring.getLongAcquire(slot() + SEQUENCE_OFFSET) != consumer + 1;
    }

    private int slot() {
        return ENTRIES_OFFSET + (int) (consumer & (depth - 1)) * STRIDE;
    }

    private boolean take(final WorkCompletion wc) {
        final int slot = slot();
        if (ring.getLongAcquire(slot + SEQUENCE_OFFSET) != consumer + 1) {
            return false;
        }
        wc.wrId = ring.getLong(slot + WR_ID_OFFSET);
        wc.status = ring.getInt(slot + STATUS_OFFSET);
        wc.opcode = ring.getInt(slot + OPCODE_OFFSET);
        wc.byteLength = ring.getInt(slot + BYTE_LEN_OFFSET);
        wc.immediate = ring.getInt(slot + IMMEDIATE_OFFSET);
        wc.qpNumber = ring.getInt(slot + QP_NUM_OFFSET);
        wc.sourceQp = ring.getInt(slot + SRC_QP_OFFSET);
        wc.flags = ring.getInt(slot + FLAGS_OFFSET);
        wc.vendorError = ring.getInt(slot + VENDOR_ERROR_OFFSET);
        consumer++;
        return true;
    }
}
