package io.weir.router.accounting;

import java.util.Arrays;

/**
 * What a {@link LatencyHistogram} held at one time.
 *
 * @param sumNs   of all together
 * @param buckets how many fell into each; buckets at the end that nothing fell into are left out
 */
public record Latencies(long sumNs, long[] buckets) {
    /** How many there are. */
    public long count() {
        return Arrays.stream(buckets).sum();
    }

    /** What was recorded since an earlier snapshot of the same histogram. */
    public Latencies since(final Latencies earlier) {
        final long[] counts = buckets.clone();
        for (int i = 0; i < Math.min(counts.length, earlier.buckets.length); i++) {
            counts[i] = Math.max(0, counts[i] - earlier.buckets[i]);
        }
        return new Latencies(Math.max(0, sumNs - earlier.sumNs), counts);
    }

    /**
     * So many of a hundred took no longer than that: the upper bound of the bucket that holds the percentile, ns; 0 if
     * nothing was recorded.
     */
    public long percentileNs(final double percentile) {
        final double wanted = count() * percentile / 100;
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen > 0 && seen >= wanted) {
                return LatencyHistogram.upperBoundNs(i);
            }
        }
        return 0;
    }

    /** How many took less than that, of whole buckets alone. */
    public long countBelow(final long nanos) {
        long below = 0;
        for (int i = 0; i < buckets.length && LatencyHistogram.upperBoundNs(i) <= nanos; i++) {
            below += buckets[i];
        }
        return below;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final Latencies that && sumNs == that.sumNs && Arrays.equals(buckets, that.buckets);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sumNs) + Arrays.hashCode(buckets);
    }

    @Override
    public String toString() {
        return count() + " latencies, " + sumNs + " ns together";
    }
}
