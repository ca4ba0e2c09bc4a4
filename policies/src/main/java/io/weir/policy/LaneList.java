package io.weir.policy;

import java.util.Arrays;

/** Small ints in a circle behind one that stands for its begin and end; each stands in it once at most. */
final class LaneList {
    private static final int OUTSIDE = -1;

    /** Of the one that stands for begin and end. */
    private final int end;
    private final int[] nexts;
    private final int[] previouses;
    private int size;

    /** For 0 to capacity - 1. */
    LaneList(final int capacity) {
        end = capacity;
        nexts = new int[capacity + 1];
        previouses = new int[capacity + 1];
        Arrays.fill(nexts, OUTSIDE);
        nexts[end] = end;
        previouses[end] = end;
    }

    int size() {
        return size;
    }

    int end() {
        return end;
    }

    boolean isEmpty() {
        return nexts[end] == end;
    }

    /** The first, or {@link #end}. */
    int first() {
        return nexts[end];
    }

    /** The one behind, or {@link #end}. */
    int next(final int lane) {
        return nexts[lane];
    }

    boolean contains(final int lane) {
        return nexts[lane] != OUTSIDE;
    }

    /** Puts it at the end. */
    void append(final int lane) {
        insertBefore(end, lane);
    }

    void insertBefore(final int place, final int lane) {
        final int last = previouses[place];
        nexts[last] = lane;
        previouses[lane] = last;
        nexts[lane] = place;
        previouses[place] = lane;
        size++;
    }

    /** Of no effect if it is not there. */
    void remove(final int lane) {
        if (nexts[lane] != OUTSIDE) {
            nexts[previouses[lane]] = nexts[lane];
            previouses[nexts[lane]] = previouses[lane];
            nexts[lane] = OUTSIDE;
            size--;
        }
    }
}
