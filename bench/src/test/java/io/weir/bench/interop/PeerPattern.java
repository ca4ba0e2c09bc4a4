package io.weir.bench.interop;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Bytes that follow from a seed, as {@code bench/guest/peer/verbs_peer.c} makes them too. */
final class PeerPattern {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private PeerPattern() {
    }

    static void fill(final MemorySegment memory, final long seed) {
        for (long i = 0; i < memory.byteSize(); i++) {
            memory.set(JAVA_BYTE, i, at(seed, i));
        }
    }

    /** Throws, naming the first byte that is another. */
    static void check(final MemorySegment memory, final long seed) {
        for (long i = 0; i < memory.byteSize(); i++) {
            if (memory.get(JAVA_BYTE, i) != at(seed, i)) {
                throw new IllegalStateException("byte " + i + " of " + memory.byteSize() + " is "
                    + (memory.get(JAVA_BYTE, i) & 0xff) + ", not " + (at(seed, i) & 0xff));
            }
        }
    }

    private static byte at(final long seed, final long index) {
        return (byte) (((seed + index * 2 + 1) * MULTIPLIER) >>> (Long.SIZE - Byte.SIZE));
    }
}
