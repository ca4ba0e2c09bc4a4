package io.weir.router.rnic.soft;

/**
 * Finds out whether two CRCs differ just because 16 bits far back in the message do: running the CRC's shift register
 * backwards from the difference must end in those 16 bits alone.
 */
final class IdentificationSolver {
    private static final int POLYNOMIAL = 0xEDB88320;
    private static final int ONE = 1 << 31;
    private static final int MAX_DISTANCE = 8192;
    /** By distance in bytes: x to the power of minus eight times it, modulo the polynomial, reflected. */
    private static final int[] INVERSE = new int[MAX_DISTANCE];

    static {
        int power = ONE;
        for (int i = 0; i < MAX_DISTANCE; i++) {
            INVERSE[i] = power;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                power = power < 0 ? ((power ^ POLYNOMIAL) << 1) | 1 : power << 1;
            }
        }
    }

    private IdentificationSolver() {
    }

    /**
     * Finds the two bytes.
     *
     * @param difference of two CRCs, of which one is of a message where they are 0
     * @param distance   bytes from the first of the two in question to the end of the message
     * @return their value, big-endian, or -1 if they do not explain the difference
     */
    static int solve(final int difference, final int distance) {
        if (distance >= MAX_DISTANCE) {
            return -1;
        }
        final int bytes = multiply(difference, INVERSE[distance]);
        return (bytes >>> Short.SIZE) == 0 ? Short.reverseBytes((short) bytes) & 0xFFFF : -1;
    }

    private static int multiply(final int left, final int right) {
        int product = 0;
        int shifted = right;
        for (int bit = left; bit != 0; bit <<= 1) {
            if (bit < 0) {
                product ^= shifted;
            }
            shifted = (shifted >>> 1) ^ (-(shifted & 1) & POLYNOMIAL);
        }
        return product;
    }
}
