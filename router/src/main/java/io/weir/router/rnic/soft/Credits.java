package io.weir.router.rnic.soft;

/**
 * End-to-end credits of an AETH: how many receives are posted, in five bits (IBTA volume 1, section 9.7.7.2, table 47).
 */
final class Credits {
    /** Says nothing of receives: the queue pair has a shared receive queue, or does not count. */
    static final int INVALID = 31;

    private Credits() {
    }

    /** The code for so many receives, rounded down; {@link #INVALID} for a negative number. */
    static int code(final long receives) {
        if (receives <= 1) {
            return receives < 0 ? INVALID : (int) receives;
        }
        final int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(receives);
        final int code = 2 * log + (int) ((receives >>> (log - 1)) & 1);
        return Math.min(code, INVALID - 1);
    }

    /** How many receives a code other than {@link #INVALID} says. */
    static int count(final int code) {
        return code <= 1 ? code : (2 + (code & 1)) << (code / 2 - 1);
    }
}
