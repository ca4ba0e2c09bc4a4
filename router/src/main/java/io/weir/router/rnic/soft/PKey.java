package io.weir.router.rnic.soft;

/** Partition keys: 15 bits of number, the highest bit for full membership (IBTA volume 1, section 10.9). */
final class PKey {
    private static final int NUMBER_MASK = 0x7FFF;
    private static final int FULL = 0x8000;

    private PKey() {
    }

    /** Whether they may talk: the same partition, and not both limited members (section 10.9.3). */
    static boolean match(final int one, final int other) {
        return ((one ^ other) & NUMBER_MASK) == 0 && ((one | other) & FULL) != 0;
    }
}
