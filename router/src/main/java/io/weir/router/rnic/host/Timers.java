package io.weir.router.rnic.host;

import java.util.Arrays;

/**
 * Timers by deadline, in a binary heap. Putting one off, which a retransmission timer does with each acknowledgement,
 * costs a store: the heap keeps the earlier time and looks again when that has come.
 */
public final class Timers {
    private Timer[] heap = new Timer[64];
    private int size;

    /** Schedules a timer, or changes its time. */
    public void schedule(final Timer timer, final long deadlineNs) {
        timer.deadlineNs = deadlineNs;
        if (timer.heapIndex < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            timer.heapNs = deadlineNs;
            place(timer, size);
            siftUp(size++);
        } else if (deadlineNs < timer.heapNs) {
            timer.heapNs = deadlineNs;
            siftUp(timer.heapIndex);
        }
    }

    /** It shall not be called. */
    public void cancel(final Timer timer) {
        timer.deadlineNs = Timer.NEVER;
    }

    /** Calls whose time has come; answers how many. */
    public int expire(final long nowNs) {
        return expire(nowNs, Integer.MAX_VALUE);
    }

    /** As {@link #expire(long)}, so many at most: the others are late, and next. */
    public int expire(final long nowNs, final int most) {
        int called = 0;
        while (size > 0 && called < most && heap[0].heapNs <= nowNs) {
            final Timer timer = heap[0];
            if (timer.deadlineNs <= nowNs) {
                removeFirst();
                timer.deadlineNs = Timer.NEVER;
                timer.onTimer(nowNs);
                called++;
            } else {
                settleFirst();
            }
        }
        return called;
    }

    /** The earliest deadline, {@link Long#MAX_VALUE} if there is none. */
    public long nextDeadlineNs() {
        while (size > 0 && heap[0].heapNs != heap[0].deadlineNs) {
            settleFirst();
        }
        return size == 0 ? Timer.NEVER : heap[0].heapNs;
    }

    /** The first was put off or cancelled since it was placed. */
    private void settleFirst() {
        final Timer timer = heap[0];
        if (timer.deadlineNs == Timer.NEVER) {
            removeFirst();
        } else {
            timer.heapNs = timer.deadlineNs;
            siftDown(0);
        }
    }

    private void removeFirst() {
        heap[0].heapIndex = -1;
        final Timer moved = heap[--size];
        heap[size] = null;
        if (size > 0) {
            place(moved, 0);
            siftDown(0);
        }
    }

    private void siftUp(final int from) {
        int index = from;
        final Timer timer = heap[index];
        while (index > 0 && timer.heapNs < heap[(index - 1) / 2].heapNs) {
            place(heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }
        place(timer, index);
    }

    private void siftDown(final int from) {
        int index = from;
        final Timer timer = heap[index];
        while (true) {
            int child = index * 2 + 1;
            if (child + 1 < size && heap[child + 1].heapNs < heap[child].heapNs) {
                child++;
            }
            if (child >= size || heap[child].heapNs >= timer.heapNs) {
                break;
            }
            place(heap[child], index);
            index = child;
        }
        place(timer, index);
    }

    private void place(final Timer timer, final int index) {
        heap[index] = timer;
        timer.heapIndex = index;
    }
}
