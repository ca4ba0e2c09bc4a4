package io.weir.router.rnic.verbs;

/**
 * The {@code wr_id} of a physical work request.
 *
 * <pre>
 *  63  62        32 31             0
 * ┌───┬────────────┬────────────────┐
 * │ R │   epoch    │  sequence      │   R: a receive
 * └───┴────────────┴────────────────┘
 * </pre>
 * The epoch names the window, in its present life, that the request was posted from.
 */
final class Cookie {
    /** Epochs have so many bits. */
    static final int EPOCH_MASK = Integer.MAX_VALUE;

    private static final long SEQUENCE_MASK = 0xffff_ffffL;

    private Cookie() {
    }

    static long ofSend(final int epoch, final long sequence) {
        return ((long) epoch << Integer.SIZE) | (sequence & SEQUENCE_MASK);
    }

    static long ofReceive(final int epoch, final long sequence) {
        return Long.MIN_VALUE | ofSend(epoch, sequence);
    }

    static boolean isReceive(final long cookie) {
        return cookie < 0;
    }

    static int epoch(final long cookie) {
        return (int) (cookie >>> Integer.SIZE) & EPOCH_MASK;
    }

    /** The low half of the sequence. */
    static int sequence(final long cookie) {
        return (int) cookie;
    }
}
