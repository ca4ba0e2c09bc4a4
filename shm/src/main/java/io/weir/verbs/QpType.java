package io.weir.verbs;

/**
 * Transport service of a queue pair ({@code ibv_qp_type}).
 */
public enum QpType {
    /** reliable connected */
    RC(2),
    /** unreliable connected */
    UC(3),
    /** unreliable datagram */
    UD(4);

    private static final QpType[] BY_VALUE = new QpType[5];

    static {
        for (final QpType constant : values()) {
            BY_VALUE[constant.value] = constant;
        }
    }

    private final int value;

    QpType(final int value) {
        this.value = value;
    }

    /** Its number in {@code <infiniband/verbs.h>}, as it stands in the rings and the control messages. */
    public int value() {
        return value;
    }

    /** Whether send work requests of that opcode can be posted (IBTA volume 1, section 9.1, table "Operations"). */
    public boolean allows(final Opcode opcode) {
        return switch (opcode) {
            case SEND, SEND_WITH_IMM -> true;
            case RDMA_WRITE, RDMA_WRITE_WITH_IMM -> this != UD;
            case RDMA_READ, ATOMIC_CMP_AND_SWP, ATOMIC_FETCH_AND_ADD -> this == RC;
        };
    }

    /** The constant with this number, or null if there is none: the number may come from a hostile side. */
    public static QpType of(final int value) {
        return value >= 0 && value < BY_VALUE.length ? BY_VALUE[value] : null;
    }
}
