package io.weir.router.rnic.soft;

/** RDMA extended transport header: address 8, rkey 4, length 4 (IBTA volume 1, section 9.3.3). */
final class Reth {
    static final int LENGTH = 16;
    private static final int KEY_OFFSET = 8;
    private static final int LENGTH_OFFSET = 12;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private Reth() {
    }

    static void put(final long at, final long address, final int rkey, final long length) {
        Wire.putLong(at, address);
        Wire.putInt(at + KEY_OFFSET, rkey);
        Wire.putInt(at + LENGTH_OFFSET, (int) length);
    }

    static long address(final long at) {
        return Wire.getLong(at);
    }

    static int rkey(final long at) {
        return Wire.getInt(at + KEY_OFFSET);
    }

    static long length(final long at) {
        return Wire.getInt(at + LENGTH_OFFSET) & UNSIGNED;
    }
}
