package io.weir.bench.example.pingpong;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * What the messages hold: bytes that follow from who sends and how many messages it sent before, so that one lost,
 * repeated or mixed up is seen. The first byte of each page is zero: {@code ibv_rc_pingpong -c} looks at these alone.
 */
final class Payload {
    private static final int PAGE = 4096;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private Payload() {
    }

    /**
     * Fills a message in.
     *
     * @param client whether the client made it
     * @param index  messages that it sent before
     */
    static void fill(final MemorySegment message, final boolean client, final int index) {
        for (int i = 0; i < message.byteSize(); i++) {
            message.set(JAVA_BYTE, i, at(client, index, i));
        }
    }

    /** Whether a message is the one that {@link #fill} makes. */
    static boolean matches(final MemorySegment message, final boolean client, final int index) {
        return firstDifference(message, client, index) < 0;
    }

    /** The first byte that differs from what {@link #fill} makes, or -1. */
    static int firstDifference(final MemorySegment message, final boolean client, final int index) {
        for (int i = 0; i < message.byteSize(); i++) {
            if (message.get(JAVA_BYTE, i) != at(client, index, i)) {
                return i;
            }
        }
        return -1;
    }

    private static byte at(final boolean client, final int index, final int offset) {
        if (offset % PAGE == 0) {
            return 0;
        }
        final long mixed = ((client ? 1L : 2L) + 2L * index + ((long) offset << Integer.SIZE)) * MULTIPLIER;
        return (byte) (mixed >>> (Long.SIZE - Byte.SIZE));
    }
}
