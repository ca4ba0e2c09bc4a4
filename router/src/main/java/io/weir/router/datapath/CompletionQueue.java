package io.weir.router.datapath;

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
import static io.weir.shm.CompletionQueueDescriptor.PRODUCER_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.QP_NUM_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.SEQUENCE_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.SRC_QP_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.STATUS_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.STRIDE;
import static io.weir.shm.CompletionQueueDescriptor.VENDOR_ERROR_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.WR_ID_OFFSET;

import io.weir.shm.CompletionQueueDescriptor;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes work completions into a tenant's ring. The producer index is private; the tenant's consumer index is only
 * looked at when the ring seems full, and believed only between what it said before and what was written.
 */
final class CompletionQueue implements DataCq {
    private final Session session;
    private final Agenda agenda;
    private final UnsafeBuffer segment;
    private final int handle;
    private final int offset;
    private final int depth;
    private final WakeChannel channel;

    private long producer;
    private long consumer;
    private boolean broken;
    private boolean touched;
    private boolean solicited;

    CompletionQueue(final Session session, final Agenda agenda, final int handle, final int offset, final int depth,
                    final WakeChannel channel) {
        this.session = session;
        this.agenda = agenda;
        this.segment = session.segment();
        this.handle = handle;
        this.offset = offset;
        this.depth = depth;
        this.channel = channel;
        session.requireRing(offset, CompletionQueueDescriptor.ringLength(depth), depth);
    }

    int handle() {
        return handle;
    }

    /**
     * Adds a work completion. Without room the queue is lost, as IBTA volume 1 has it: CQ_ERR, and its queue pairs go
     * to error.
     */
    void add(final long wrId, final WcStatus status, final WcOpcode opcode, final long bytes, final int immediate,
             final int qpNumber, final int sourceQp, final int flags, final boolean isSolicited) {
        if (broken || (producer - consumer >= depth && !hasRoom())) {
            return;
        }
        final int entry = offset + ENTRIES_OFFSET + ((int) producer & (depth - 1)) * STRIDE;
        segment.putLong(entry + WR_ID_OFFSET, wrId);
        segment.putInt(entry + STATUS_OFFSET, status.value());
        segment.putInt(entry + OPCODE_OFFSET, opcode.value());
        segment.putInt(entry + BYTE_LEN_OFFSET, (int) bytes);
        segment.putInt(entry + IMMEDIATE_OFFSET, immediate);
        segment.putInt(entry + QP_NUM_OFFSET, qpNumber);
        segment.putInt(entry + SRC_QP_OFFSET, sourceQp);
        segment.putInt(entry + FLAGS_OFFSET, flags);
        segment.putInt(entry + VENDOR_ERROR_OFFSET, 0);
        producer++;
        segment.putLongRelease(entry + SEQUENCE_OFFSET, producer);
        solicited |= isSolicited || status != WcStatus.SUCCESS;
        if (!touched) {
            touched = true;
            agenda.touched(this);
        }
    }

    /** Shows people how far it is. Comes once after the completions of a duty cycle. */
    void publish() {
        segment.putLongRelease(offset + PRODUCER_OFFSET, producer);
    }

    /** Wakes the tenant if it asked to be woken. A full fence stands between the last {@link #add} and this. */
    void notifyIfArmed() {
        final boolean wasSolicited = solicited;
        touched = false;
        solicited = false;
        if (channel == null) {
            return;
        }
        final int armed = segment.getIntVolatile(offset + ARMED_OFFSET);
        if (armed == ARMED_NEXT || (armed == ARMED_SOLICITED && wasSolicited)) {
            // Who arms again between the look and this store has polled what made us look, and gets this wake-up.
            segment.putIntRelease(offset + ARMED_OFFSET, NOT_ARMED);
            channel.wake(handle);
        }
    }

    @Override
    public void destroy() {
        session.tasks().run(() -> session.destroy(this));
    }

    private boolean hasRoom() {
        final long claimed = segment.getLongAcquire(offset + CONSUMER_OFFSET);
        if (claimed - consumer >= 0 && claimed - producer <= 0) {
            consumer = claimed;
            if (producer - claimed < depth) {
                return true;
            }
        }
        broken = true;
        segment.putIntRelease(offset + OVERRUN_OFFSET, 1);
        session.onOverrun(this);
        return false;
    }
}
