package io.weir.router.rnic.soft;

/** READs and atomics sent and not answered: the sequence after the last response of each, oldest first. */
final class OutstandingReads {
    static final int MAX = 128;

    private final long[] ends = new long[MAX];
    private int head;
    private int count;

    int count() {
        return count;
    }

    void add(final long end) {
        ends[(head + count++) % MAX] = end;
    }

    /** Everything before this sequence is answered. */
    void answeredBefore(final long sequence) {
        while (count > 0 && ends[head] <= sequence) {
            head = (head + 1) % MAX;
            count--;
        }
    }

    /** None is: they will be sent again. */
    void clear() {
        count = 0;
    }
}
