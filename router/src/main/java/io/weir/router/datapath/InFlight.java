package io.weir.router.datapath;

/**
 * What one queue pair has posted to its RNIC and not seen completed: a ring as large as the RNIC's window. RNICs
 * complete in the order of posting, so the cookie of a physical work request is its sequence here.
 */
final class InFlight {
    /** Send work requests that one queue pair may have in an RNIC; a power of two. */
    static final int WINDOW = 64;
    /** Bytes that one queue pair may have in an RNIC before it posts no more: keeps a bulk sender's queue short. */
    static final long MAX_BYTES = 1 << 20;

    private static final int MASK = WINDOW - 1;

    private final long[] indexes = new long[WINDOW];
    private final boolean[] lasts = new boolean[WINDOW];
    private final long[] lengths = new long[WINDOW];
    private long posted;
    private long completed;
    private long bytes;

    boolean isFull() {
        return posted - completed == WINDOW || bytes >= MAX_BYTES;
    }

    boolean isEmpty() {
        return posted == completed;
    }

    /** A piece of virtual work request {@code index} goes out; its cookie. */
    long add(final long length, final long index, final boolean last) {
        final int slot = (int) posted & MASK;
        indexes[slot] = index;
        lasts[slot] = last;
        lengths[slot] = length;
        bytes += length;
        return posted++;
    }

    /** The one just added did not go out. */
    void removeNewest() {
        posted--;
        bytes -= lengths[(int) posted & MASK];
    }

    /** The oldest is done; {@link #index} and {@link #isLast} speak of it until the next is added. */
    void complete(final long id) {
        if (id != completed || completed == posted) {
            throw new IllegalStateException("an RNIC completed " + id + ", not " + completed + " of " + posted);
        }
        bytes -= lengths[(int) id & MASK];
        completed++;
    }

    long index(final long id) {
        return indexes[(int) id & MASK];
    }

    boolean isLast(final long id) {
        return lasts[(int) id & MASK];
    }

    /** Nothing is in flight: the RNIC forgot it. */
    void clear() {
        completed = 0;
        posted = 0;
        bytes = 0;
    }
}
