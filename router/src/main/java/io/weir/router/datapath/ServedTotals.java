package io.weir.router.datapath;

import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a remote device's RNIC served for this host's tenants, since this router started: the totals of one-sided
 * operations, of which a device's RNIC that is hardware knows nothing. Counted by the data-path thread, read by any.
 */
public final class ServedTotals {
    /** Messages of each operation, then bytes of each. */
    public static final int LENGTH = 8;

    private static final int OPERATIONS = LENGTH / 2;
    private static final WcOpcode[] OPCODES =
        {WcOpcode.RDMA_WRITE, WcOpcode.RDMA_READ, WcOpcode.COMP_SWAP, WcOpcode.FETCH_ADD};

    private final AtomicLongArray totals = new AtomicLongArray(LENGTH);

    /** Takes changes of totals. */
    public interface Visitor {
        /** So many more messages of an operation, and bytes. */
        void accept(WcOpcode opcode, long messages, long bytes);
    }

    /** A piece is done. That of an RDMA_WRITE_WITH_IMM comes with its receive's completion, and is not counted. */
    void count(final Opcode opcode, final long bytes) {
        final int index = index(opcode);
        if (index >= 0) {
            totals.setRelease(OPERATIONS + index, totals.getPlain(OPERATIONS + index) + bytes);
            totals.setRelease(index, totals.getPlain(index) + 1);
        }
    }

    /** What is counted of such a piece; null for nothing. */
    static WcOpcode operation(final Opcode opcode) {
        final int index = index(opcode);
        return index < 0 ? null : OPCODES[index];
    }

    private static int index(final Opcode opcode) {
        return switch (opcode) {
            case RDMA_WRITE -> 0;
            case RDMA_READ -> 1;
            case ATOMIC_CMP_AND_SWP -> 2;
            case ATOMIC_FETCH_AND_ADD -> 3;
            default -> -1;
        };
    }

    /** Reads them; messages first, so that none is read without its bytes. */
    public void copyTo(final long[] into) {
        for (int i = 0; i < LENGTH; i++) {
            into[i] = totals.getAcquire(i);
        }
    }

    /** Calls back for each operation that has grown; what shrank is of an earlier time, and passed over. */
    public static void forEachGrown(final long[] before, final long[] now, final Visitor visitor) {
        for (int i = 0; i < OPERATIONS; i++) {
            final long messages = Math.max(0, now[i] - before[i]);
            final long bytes = Math.max(0, now[OPERATIONS + i] - before[OPERATIONS + i]);
            if (messages > 0 || bytes > 0) {
                visitor.accept(OPCODES[i], messages, bytes);
            }
        }
    }
}
