package io.weir.shm;

/** What a handle in a {@code Destroy} request names. */
public enum ObjectKind {
    PD, MR, CHANNEL, CQ, SRQ, QP, AH;

    private static final ObjectKind[] BY_VALUE = values();

    /** The kind with this number, or null if there is none. */
    public static ObjectKind of(final int value) {
        return value >= 0 && value < BY_VALUE.length ? BY_VALUE[value] : null;
    }

    /** Its number in the message. */
    public int value() {
        return ordinal();
    }
}
