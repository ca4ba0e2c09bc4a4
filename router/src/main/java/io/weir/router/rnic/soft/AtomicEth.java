package io.weir.router.rnic.soft;

/** Atomic extended transport header: address 8, rkey 4, swap or add 8, compare 8 (IBTA volume 1, section 9.3.4). */
final class AtomicEth {
    static final int LENGTH = 28;
    private static final int KEY_OFFSET = 8;
    private static final int SWAP_ADD_OFFSET = 12;
    private static final int COMPARE_OFFSET = 20;

    private AtomicEth() {
    }

    static void put(final long at, final long address, final int rkey, final long swapAdd, final long compare) {
        Wire.putLong(at, address);
        Wire.putInt(at + KEY_OFFSET, rkey);
        Wire.putLong(at + SWAP_ADD_OFFSET, swapAdd);
        Wire.putLong(at + COMPARE_OFFSET, compare);
    }

    static long address(final long at) {
        return Wire.getLong(at);
    }

    static int rkey(final long at) {
        return Wire.getInt(at + KEY_OFFSET);
    }

    static long swapAdd(final long at) {
        return Wire.getLong(at + SWAP_ADD_OFFSET);
    }

    static long compare(final long at) {
        return Wire.getLong(at + COMPARE_OFFSET);
    }
}
