package io.weir.verbs;

/**
 * States of a queue pair ({@code ibv_qp_state}; IBTA volume 1, section 10.3.1).
 */
public enum QpState {
    RESET(0),
    INIT(1),
    RTR(2),
    RTS(3),
    SQD(4),
    SQE(5),
    ERR(6);

    private static final QpState[] BY_VALUE = new QpState[7];

    static {
        for (final QpState constant : values()) {
            BY_VALUE[constant.value] = constant;
        }
    }

    private final int value;

    QpState(final int value) {
        this.value = value;
    }

    /** Its number in {@code <infiniband/verbs.h>}, as it stands in the rings and the control messages. */
    public int value() {
        return value;
    }

    /** The constant with this number, or null if there is none: the number may come from a hostile side. */
    public static QpState of(final int value) {
        return value >= 0 && value < BY_VALUE.length ? BY_VALUE[value] : null;
    }
}
