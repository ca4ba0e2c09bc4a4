package io.weir.verbs;

/**
 * Operations of a work completion ({@code ibv_wc_opcode}).
 */
public enum WcOpcode {
    SEND(0),
    RDMA_WRITE(1),
    RDMA_READ(2),
    COMP_SWAP(3),
    FETCH_ADD(4),
    RECV(128),
    RECV_RDMA_WITH_IMM(129);

    private static final WcOpcode[] BY_VALUE = new WcOpcode[130];

    static {
        for (final WcOpcode constant : values()) {
            BY_VALUE[constant.value] = constant;
        }
    }

    private final int value;

    WcOpcode(final int value) {
        this.value = value;
    }

    /** Its number in {@code <infiniband/verbs.h>}, as it stands in the rings and the control messages. */
    public int value() {
        return value;
    }

    /** The constant with this number, or null if there is none: the number may come from a hostile side. */
    public static WcOpcode of(final int value) {
        return value >= 0 && value < BY_VALUE.length ? BY_VALUE[value] : null;
    }

    /** What completes when a send work request of this opcode does. */
    public static WcOpcode of(final Opcode opcode) {
        return switch (opcode) {
            case RDMA_WRITE, RDMA_WRITE_WITH_IMM -> RDMA_WRITE;
            case SEND, SEND_WITH_IMM -> SEND;
            case RDMA_READ -> RDMA_READ;
            case ATOMIC_CMP_AND_SWP -> COMP_SWAP;
            case ATOMIC_FETCH_AND_ADD -> FETCH_ADD;
        };
    }
}
