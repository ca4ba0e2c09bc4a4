package io.weir.verbs;

/**
 * Operations of a send work request ({@code ibv_wr_opcode}).
 */
public enum Opcode {
    RDMA_WRITE(0),
    RDMA_WRITE_WITH_IMM(1),
    SEND(2),
    SEND_WITH_IMM(3),
    RDMA_READ(4),
    ATOMIC_CMP_AND_SWP(5),
    ATOMIC_FETCH_AND_ADD(6);

    private static final Opcode[] BY_VALUE = new Opcode[7];

    static {
        for (final Opcode constant : values()) {
            BY_VALUE[constant.value] = constant;
        }
    }

    private final int value;

    Opcode(final int value) {
        this.value = value;
    }

    /** Its number in {@code <infiniband/verbs.h>}, as it stands in the rings and the control messages. */
    public int value() {
        return value;
    }

    /** The constant with this number, or null if there is none: the number may come from a hostile side. */
    public static Opcode of(final int value) {
        return value >= 0 && value < BY_VALUE.length ? BY_VALUE[value] : null;
    }

    /** Whether the operation carries immediate data and consumes a receive of the responder. */
    public boolean hasImmediate() {
        return this == RDMA_WRITE_WITH_IMM || this == SEND_WITH_IMM;
    }

    /** Whether the operation names memory of the responder. */
    public boolean hasRemoteAddress() {
        return this != SEND && this != SEND_WITH_IMM;
    }

    /** Whether the operation is one of the two 64-bit atomics. */
    public boolean isAtomic() {
        return this == ATOMIC_CMP_AND_SWP || this == ATOMIC_FETCH_AND_ADD;
    }
}
