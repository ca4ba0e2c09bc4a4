package io.weir.router.datapath;

import static io.weir.shm.CompletionQueueDescriptor.ARMED_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.BYTE_LEN_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.CONSUMER_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.ENTRIES_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.FLAGS_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.IMMEDIATE_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.OPCODE_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.OVERRUN_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.QP_NUM_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.SEQUENCE_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.SRC_QP_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.STATUS_OFFSET;
import static io.weir.shm.CompletionQueueDescriptor.STRIDE;
import static io.weir.shm.CompletionQueueDescriptor.WR_ID_OFFSET;

import io.weir.verbs.WcFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.ArrayList;
import java.util.List;

/** A tenant's side of a completion queue. */
final class Cq {
    final int offset;
    private final TestTenant tenant;
    private final int depth;
    private final int handle;
    private final DataCq dataCq;
    private long consumer;

    Cq(final TestTenant tenant, final int offset, final int depth, final int handle, final DataCq dataCq) {
        this.tenant = tenant;
        this.offset = offset;
        this.depth = depth;
        this.handle = handle;
        this.dataCq = dataCq;
    }

    DataCq dataCq() {
        return dataCq;
    }

    int handle() {
        return handle;
    }

    void arm(final int how) {
        tenant.segment.putIntVolatile(offset + ARMED_OFFSET, how);
    }

    boolean isOverrun() {
        return tenant.segment.getIntVolatile(offset + OVERRUN_OFFSET) != 0;
    }

    /** All completions since the last call: "wr_id STATUS OPCODE bytes [imm=n] qp [from qp]". */
    List<String> poll() {
        final List<String> all = new ArrayList<>();
        for (int entry = next(); entry >= 0; entry = next()) {
            final int flags = tenant.segment.getInt(entry + FLAGS_OFFSET);
            all.add(tenant.segment.getLong(entry + WR_ID_OFFSET)
                + " " + WcStatus.of(tenant.segment.getInt(entry + STATUS_OFFSET))
                + " " + WcOpcode.of(tenant.segment.getInt(entry + OPCODE_OFFSET))
                + " " + Integer.toUnsignedLong(tenant.segment.getInt(entry + BYTE_LEN_OFFSET))
                + ((flags & WcFlags.WITH_IMM) != 0 ? " imm=" + tenant.segment.getInt(entry + IMMEDIATE_OFFSET) : "")
                + " " + tenant.segment.getInt(entry + QP_NUM_OFFSET)
                + ((flags & WcFlags.GRH) != 0 ? " from " + tenant.segment.getInt(entry + SRC_QP_OFFSET) : ""));
            consume();
        }
        return all;
    }

    /** Takes completions without looking; how many of them were successful. */
    int drain() {
        int successes = 0;
        for (int entry = next(); entry >= 0; entry = next()) {
            successes += tenant.segment.getInt(entry + STATUS_OFFSET) == 0 ? 1 : 0;
            consume();
        }
        return successes;
    }

    private int next() {
        final int entry = offset + ENTRIES_OFFSET + (int) (consumer % depth) * STRIDE;
        return tenant.segment.getLongAcquire(entry + SEQUENCE_OFFSET) == consumer + 1 ? entry : -1;
    }

    private void consume() {
        consumer++;
        tenant.segment.putLongRelease(offset + CONSUMER_OFFSET, consumer);
    }
}
