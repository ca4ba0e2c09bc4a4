package io.weir.router.rnic.soft;

/**
 * Base transport header (IBTA volume 1, section 9.2).
 *
 * <pre>
 *   0        8       16               31
 *  | opcode |S|M|Pd|ver|     P_Key      |
 *  |F|B| 0  |    destination QP         |
 *  |A|  0   |    PSN                    |
 * </pre>
 */
final class Bth {
    static final int LENGTH = 12;
    /** The byte with FECN, BECN and reserved bits, which the ICRC takes as all ones. */
    static final int VARIANT_OFFSET = 4;

    private static final int FLAGS_OFFSET = 1;
    private static final int PKEY_OFFSET = 2;
    private static final int QP_OFFSET = 4;
    private static final int PSN_OFFSET = 8;
    private static final int SOLICITED = 0x80;
    private static final int MIGRATED = 0x40;
    private static final int PAD_SHIFT = 4;
    private static final int PAD_MASK = 3;
    private static final int VERSION_MASK = 0xF;
    private static final int PKEY_MASK = 0xFFFF;
    private static final int BACKWARD_CONGESTION = 1 << 30;
    private static final int ACK_REQUEST = 1 << 31;

    private Bth() {
    }

    static void put(final long at, final int opcode, final boolean solicited, final int pad, final int pkey,
                    final int destinationQp, final boolean ackRequest, final int psn) {
        Wire.putByte(at, opcode);
        Wire.putByte(at + FLAGS_OFFSET, (solicited ? SOLICITED : 0) | MIGRATED | (pad << PAD_SHIFT));
        Wire.putShort(at + PKEY_OFFSET, pkey);
        Wire.putInt(at + QP_OFFSET, destinationQp);
        Wire.putInt(at + PSN_OFFSET, (ackRequest ? ACK_REQUEST : 0) | psn);
    }

    /** Of a congestion notification: BECN set, all else zero (annex A17.9.3). */
    static void putNotification(final long at, final int pkey, final int destinationQp) {
        Wire.putByte(at, BthOpcode.CNP);
        Wire.putByte(at + FLAGS_OFFSET, 0);
        Wire.putShort(at + PKEY_OFFSET, pkey);
        Wire.putInt(at + QP_OFFSET, BACKWARD_CONGESTION | destinationQp);
        Wire.putInt(at + PSN_OFFSET, 0);
    }

    static int opcode(final long at) {
        return Wire.getByte(at);
    }

    static boolean isSolicited(final long at) {
        return (Wire.getByte(at + FLAGS_OFFSET) & SOLICITED) != 0;
    }

    static int pad(final long at) {
        return (Wire.getByte(at + FLAGS_OFFSET) >> PAD_SHIFT) & PAD_MASK;
    }

    /** Transport header version; 0 is the only one there is. */
    static int version(final long at) {
        return Wire.getByte(at + FLAGS_OFFSET) & VERSION_MASK;
    }

    static int pkey(final long at) {
        return Wire.getInt(at) & PKEY_MASK;
    }

    static int destinationQp(final long at) {
        return Wire.getInt(at + QP_OFFSET) & Psn.MASK;
    }

    static boolean isAckRequested(final long at) {
        return Wire.getInt(at + PSN_OFFSET) < 0;
    }

    static int psn(final long at) {
        return Wire.getInt(at + PSN_OFFSET) & Psn.MASK;
    }
}
