package io.weir.router.accounting;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which records of a file are free: a bit each. Whoever takes one gets the lowest, so that a cut copies little; that
 * looks at one long for 64 records. Any number of threads takes and gives back, without a lock.
 */
final class FreeRecords {
    private final AtomicLongArray words;
    private final AtomicInteger count = new AtomicInteger();

    /** None of so many is free. */
    FreeRecords(final int capacity) {
        words = new AtomicLongArray((capacity + Long.SIZE - 1) / Long.SIZE);
    }

    /** How many are free, of about now. */
    int count() {
        return count.get();
    }

    /** It is free from now on, and was not. */
    void add(final int record) {
        final long bit = 1L << record;
        words.getAndUpdate(record / Long.SIZE, word -> word | bit);
        count.incrementAndGet();
    }

    /** The lowest that is free, which is not any more; -1 if none is. */
    int take() {
        for (int i = 0; i < words.length(); i++) {
            long word = words.get(i);
            while (word != 0) {
                final long lowest = Long.lowestOneBit(word);
                if (words.compareAndSet(i, word, word ^ lowest)) {
                    count.decrementAndGet();
                    return i * Long.SIZE + Long.numberOfTrailingZeros(lowest);
                }
                word = words.get(i);
            }
        }
        return -1;
    }
}
