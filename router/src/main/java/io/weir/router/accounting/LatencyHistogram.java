package io.weir.router.accounting;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Latencies of one tenant, counted in buckets that grow by a quarter of a power of two: what falls into one is known to
 * within 25 %. One thread records, without allocation; any thread reads.
 * <pre>
 *  bucket   0: less than 256 ns
 *  bucket   1 + 4 * o + q: from (4 + q) * 2^(o + 6) ns to less than (5 + q) * 2^(o + 6) ns, q 0 to 3
 *  the last: all that is longer, from about 30 s
 * </pre>
 */
public final class LatencyHistogram {
    /** How many there are. */
    public static final int BUCKETS = 1 + 4 * 27;

    private static final int FIRST_OCTAVE = 8;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final AtomicLongArray sum = new AtomicLongArray(1);

    /** One more; a negative one counts as none. The recording thread alone. */
    public void record(final long nanos) {
        final long taken = Math.max(0, nanos);
        final int bucket = bucket(taken);
        sum.setRelease(0, sum.getPlain(0) + taken);
        counts.setRelease(bucket, counts.getPlain(bucket) + 1);
    }

    /** What was recorded so far, of about now. Any thread. */
    public Latencies snapshot() {
        final long[] copy = new long[BUCKETS];
        int used = 0;
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.getAcquire(i);
            used = copy[i] == 0 ? used : i + 1;
        }
        return new Latencies(sum.getAcquire(0), Arrays.copyOf(copy, used));
    }

    /** The first latency that does not fall into the bucket any more, ns. */
    public static long upperBoundNs(final int bucket) {
        return bucket == 0 ? 1L << FIRST_OCTAVE
            : (4L + (bucket - 1) % 4 + 1) << ((bucket - 1) / 4 + FIRST_OCTAVE - 2);
    }

    private static int bucket(final long nanos) {
        final int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos | 1);
        return octave < FIRST_OCTAVE ? 0
            : Math.min(BUCKETS - 1, 1 + 4 * (octave - FIRST_OCTAVE) + ((int) (nanos >>> (octave - 2)) & 3));
    }
}
