package io.weir.verbs;

/**
 * Asynchronous events ({@code ibv_event_type}).
 */
public enum AsyncEventType {
    CQ_ERR(0),
    QP_FATAL(1),
    QP_REQ_ERR(2),
    QP_ACCESS_ERR(3),
    COMM_EST(4),
    SQ_DRAINED(5),
    PATH_MIG(6),
    PATH_MIG_ERR(7),
    DEVICE_FATAL(8),
    PORT_ACTIVE(9),
    PORT_ERR(10),
    LID_CHANGE(11),
    PKEY_CHANGE(12),
    SM_CHANGE(13),
    SRQ_ERR(14),
    SRQ_LIMIT_REACHED(15),
    QP_LAST_WQE_REACHED(16),
    CLIENT_REREGISTER(17),
    GID_CHANGE(18);

    private static final AsyncEventType[] BY_VALUE = new AsyncEventType[19];

    static {
        for (final AsyncEventType constant : values()) {
            BY_VALUE[constant.value] = constant;
        }
    }

    private final int value;

    AsyncEventType(final int value) {
        this.value = value;
    }

    /** Its number in {@code <infiniband/verbs.h>}, as it stands in the rings and the control messages. */
    public int value() {
        return value;
    }

    /** The constant with this number, or null if there is none: the number may come from a hostile side. */
    public static AsyncEventType of(final int value) {
        return value >= 0 && value < BY_VALUE.length ? BY_VALUE[value] : null;
    }
}
