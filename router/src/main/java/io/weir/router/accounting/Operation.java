package io.weir.router.accounting;

import io.weir.verbs.WcOpcode;

/** What is counted by messages and payload bytes; codes are as they stand in the file and never change. */
public enum Operation {
    /** SEND, with or without immediate data. */
    SEND(0, Direction.EGRESS, WcOpcode.SEND),
    /** RDMA WRITE, with or without immediate data. */
    WRITE(1, Direction.EGRESS, WcOpcode.RDMA_WRITE),
    /** RDMA READ. */
    READ(2, Direction.INGRESS, WcOpcode.RDMA_READ),
    /** Compare and swap. */
    CMP_AND_SWP(3, Direction.INGRESS, WcOpcode.COMP_SWAP),
    /** Fetch and add. */
    FETCH_AND_ADD(4, Direction.INGRESS, WcOpcode.FETCH_ADD),
    /** A receive that a SEND filled. */
    RECV(5, Direction.INGRESS, WcOpcode.RECV),
    /** A receive that a WRITE with immediate data consumed. */
    RECV_RDMA_WITH_IMM(6, Direction.INGRESS, WcOpcode.RECV_RDMA_WITH_IMM),
    /** A peer's WRITE. */
    SERVED_WRITE(7, Direction.SERVED, WcOpcode.RDMA_WRITE),
    /** A peer's READ. */
    SERVED_READ(8, Direction.SERVED, WcOpcode.RDMA_READ),
    /** A peer's compare and swap. */
    SERVED_CMP_AND_SWP(9, Direction.SERVED, WcOpcode.COMP_SWAP),
    /** A peer's fetch and add. */
    SERVED_FETCH_AND_ADD(10, Direction.SERVED, WcOpcode.FETCH_ADD);

    private static final Operation[] COMPLETED = new Operation[WcOpcode.values().length];
    private static final Operation[] SERVED = new Operation[WcOpcode.values().length];

    static {
        for (final Operation each : values()) {
            (each.direction == Direction.SERVED ? SERVED : COMPLETED)[each.opcode.ordinal()] = each;
        }
    }

    private final int code;
    private final Direction direction;
    private final WcOpcode opcode;

    Operation(final int code, final Direction direction, final WcOpcode opcode) {
        this.code = code;
        this.direction = direction;
        this.opcode = opcode;
    }

    /** Which way its payload goes. */
    public Direction direction() {
        return direction;
    }

    /** As it stands in the file. */
    int code() {
        return code;
    }

    /** What a work completion of the tenant counts as. */
    static Operation completed(final WcOpcode opcode) {
        return COMPLETED[opcode.ordinal()];
    }

    /** What a peer's operation counts as; null for an opcode that is not one-sided. */
    static Operation served(final WcOpcode opcode) {
        return SERVED[opcode.ordinal()];
    }
}
