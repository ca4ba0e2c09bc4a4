package io.weir.router.datapath;

import io.weir.verbs.WcStatus;

/**
 * What one queue pair has posted to its RNICs and not seen completed: a ring as large as an RNIC's window. Each RNIC
 * completes in the order of posting; one that is ahead of another has its completions wait here. The cookie of a
 * physical work request is its sequence here.
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
    private final WcStatus[] statuses = new WcStatus[WINDOW];
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
        statuses[slot] = null;
        bytes += length;
        return posted++;
    }

    /** The one just added did not go out. */
    void removeNewest() {
        posted--;
        bytes -= lengths[(int) posted & MASK];
    }

    /** An RNIC is done with one. */
    void complete(final long id, final WcStatus status) {
        final int slot = (int) id & MASK;
        if (id - completed < 0 || id - posted >= 0 || statuses[slot] != null) {
            throw new IllegalStateException(
                "an RNIC completed " + id + ", of " + completed + " to " + posted + ", again or too early");
        }
        statuses[slot] = status;
    }

    /** Whether the oldest is done: then {@link #index}, {@link #isLast} and {@link #status} speak of it. */
    boolean isOldestDone() {
        return completed != posted && statuses[(int) completed & MASK] != null;
    }

    /** The oldest is of no interest any more. */
    void removeOldest() {
        bytes -= lengths[(int) completed & MASK];
        completed++;
    }

    long index() {
        return indexes[(int) completed & MASK];
    }

    long length() {
        return lengths[(int) completed & MASK];
    }

    boolean isLast() {
        return lasts[(int) completed & MASK];
    }

    WcStatus status() {
        return statuses[(int) completed & MASK];
    }

    /** Pieces that an RNIC is done with, well, and that wait for others here. */
    long carriedPieces() {
        long pieces = 0;
        for (long each = completed; each != posted; each++) {
            pieces += statuses[(int) each & MASK] == WcStatus.SUCCESS ? 1 : 0;
        }
        return pieces;
    }

    /** Their bytes. */
    long carriedBytes() {
        long carried = 0;
        for (long each = completed; each != posted; each++) {
            carried += statuses[(int) each & MASK] == WcStatus.SUCCESS ? lengths[(int) each & MASK] : 0;
        }
        return carried;
    }

    /** Nothing is in flight: the RNIC forgot it. */
    void clear() {
        completed = 0;
        posted = 0;
        bytes = 0;
    }
}
