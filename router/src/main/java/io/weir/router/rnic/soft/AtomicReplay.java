package io.weir.router.rnic.soft;

import java.util.Arrays;

/** Results of the last atomics executed, so that a repeated request is answered and not executed again (9.4.5). */
final class AtomicReplay {
    private final long[] sequences;
    private final long[] results;
    private int next;

    AtomicReplay(final int capacity) {
        sequences = new long[capacity];
        results = new long[capacity];
        clear();
    }

    void clear() {
        Arrays.fill(sequences, -1);
    }

    void put(final long sequence, final long result) {
        sequences[next] = sequence;
        results[next] = result;
        next = (next + 1) % sequences.length;
    }

    /** Index of a sequence's result, or -1. */
    int find(final long sequence) {
        for (int i = 0; i < sequences.length; i++) {
            if (sequences[i] == sequence) {
                return i;
            }
        }
        return -1;
    }

    long result(final int index) {
        return results[index];
    }
}
