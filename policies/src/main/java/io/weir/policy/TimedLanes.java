package io.weir.policy;

/**
 * Whose time comes when: a binary heap of lanes by time, in arrays. Times compare by difference, as nanoTime's
 * must.
 */
final class TimedLanes {
    private final int[] heap;
    private final int[] positions;
    private final long[] untilNs;
    private int size;

    TimedLanes(final int capacity) {
        heap = new int[capacity];
        positions = new int[capacity];
        untilNs = new long[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    long firstNs() {
        return untilNs[heap[0]];
    }

    void add(final int lane, final long until) {
        untilNs[lane] = until;
        place(lane, size);
        size++;
        up(size - 1);
    }

    int removeFirst() {
        final int first = heap[0];
        remove(first);
        return first;
    }

    void remove(final int lane) {
        final int position = positions[lane];
        size--;
        if (position != size) {
            place(heap[size], position);
            up(position);
            down(position);
        }
    }

    private void up(final int from) {
        int position = from;
        while (position > 0 && isBefore(heap[position], heap[(position - 1) / 2])) {
            swap(position, (position - 1) / 2);
            position = (position - 1) / 2;
        }
    }

    private void down(final int from) {
        int position = from;
        while (true) {
            int least = position;
            for (int child = 2 * position + 1; child <= 2 * position + 2 && child < size; child++) {
                if (isBefore(heap[child], heap[least])) {
                    least = child;
                }
            }
            if (least == position) {
                return;
            }
            swap(position, least);
            position = least;
        }
    }

    private boolean isBefore(final int one, final int other) {
        return untilNs[one] - untilNs[other] < 0;
    }

    private void swap(final int one, final int other) {
        final int lane = heap[one];
        place(heap[other], one);
        place(lane, other);
    }

    private void place(final int lane, final int position) {
        heap[position] = lane;
        positions[lane] = position;
    }
}
