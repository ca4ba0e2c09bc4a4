package io.weir.router.rnic.host;

import java.util.random.RandomGenerator;

/**
 * Unguessable numbers that never repeat before all were used: a counter through a keyed Feistel network, so that "never
 * reused" needs no memory of what was handed out.
 */
final class KeyedPermutation {
    private static final int ROUNDS = 8;

    private final int halfBits;
    private final int halfMask;
    private final long[] roundKeys = new long[ROUNDS];
    private long counter;

    /**
     * @param bits   width of the numbers, even, at most 32
     * @param random where the key comes from
     */
    KeyedPermutation(final int bits, final RandomGenerator random) {
        halfBits = bits / 2;
        halfMask = (1 << halfBits) - 1;
        for (int i = 0; i < ROUNDS; i++) {
            roundKeys[i] = random.nextLong();
        }
    }

    int next() {
        final long value = counter++;
        int left = (int) (value >>> halfBits) & halfMask;
        int right = (int) value & halfMask;
        for (final long key : roundKeys) {
            final int swapped = left ^ (round(right, key) & halfMask);
            left = right;
            right = swapped;
        }
        return (left << halfBits) | right;
    }

    private static int round(final int half, final long key) {
        long mixed = ((half + 1) * 0x9E3779B97F4A7C15L) ^ key;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) (mixed ^ (mixed >>> 31));
    }
}
