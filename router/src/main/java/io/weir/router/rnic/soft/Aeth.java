package io.weir.router.rnic.soft;

/** ACK extended transport header: syndrome 1, message sequence number 3 (IBTA volume 1, section 9.7.5.2.8). */
final class Aeth {
    static final int LENGTH = 4;
    /** An ACK; with {@link Credits} in the lower bits. */
    static final int ACK = 0x00;
    static final int RNR_NAK = 0x20;
    static final int NAK_SEQUENCE = 0x60;
    static final int NAK_INVALID_REQUEST = 0x61;
    static final int NAK_REMOTE_ACCESS = 0x62;
    static final int NAK_REMOTE_OPERATIONAL = 0x63;

    private static final int KIND_MASK = 0x60;
    private static final int VALUE_MASK = 0x1F;
    private static final int SYNDROME_SHIFT = 24;

    private Aeth() {
    }

    static void put(final long at, final int syndrome, final int messageSequence) {
        Wire.putInt(at, (syndrome << SYNDROME_SHIFT) | (messageSequence & Psn.MASK));
    }

    static int syndrome(final long at) {
        return Wire.getByte(at);
    }

    static boolean isAck(final int syndrome) {
        return (syndrome & KIND_MASK) == 0;
    }

    static boolean isRnrNak(final int syndrome) {
        return (syndrome & KIND_MASK) == RNR_NAK;
    }

    /** The timer code of an RNR NAK, the {@link Credits} of an ACK. */
    static int value(final int syndrome) {
        return syndrome & VALUE_MASK;
    }
}
