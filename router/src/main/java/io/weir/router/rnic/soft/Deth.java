package io.weir.router.rnic.soft;

/** Datagram extended transport header: Q_Key 4, reserved 1, source QP 3 (IBTA volume 1, section 9.3.1). */
final class Deth {
    static final int LENGTH = 8;
    private static final int QP_OFFSET = 4;

    private Deth() {
    }

    static void put(final long at, final int qkey, final int sourceQp) {
        Wire.putInt(at, qkey);
        Wire.putInt(at + QP_OFFSET, sourceQp);
    }

    static int qkey(final long at) {
        return Wire.getInt(at);
    }

    static int sourceQp(final long at) {
        return Wire.getInt(at + QP_OFFSET) & Psn.MASK;
    }
}
