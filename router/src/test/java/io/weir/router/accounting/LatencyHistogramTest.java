package io.weir.router.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void shouldKnowAPercentileToWithinItsBucket() {
        for (int i = 1; i <= 1_000; i++) {
            histogram.record(i * 1_000L);
        }
        final Latencies latencies = histogram.snapshot();
        assertThat(latencies.count()).isEqualTo(1_000);
        assertThat(latencies.sumNs()).isEqualTo(500_500_000);
        assertThat(latencies.percentileNs(50)).isBetween(500_000L, 625_000L);
        assertThat(latencies.percentileNs(99)).isBetween(990_000L, 1_240_000L);
        assertThat(latencies.percentileNs(100)).isBetween(1_000_000L, 1_250_000L);
    }

    @Test
    void shouldPutEachLatencyBelowItsBucketsBoundAndNotBelowTheOneBefore() {
        final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 10_000; i++) {
            final long nanos = random.nextLong() >>> random.nextInt(29, 63);
            final LatencyHistogram one = new LatencyHistogram();
            one.record(nanos);
            final int bucket = one.snapshot().buckets().length - 1;
            assertThat(nanos).isLessThan(LatencyHistogram.upperBoundNs(bucket));
            assertThat(bucket == 0 || nanos >= LatencyHistogram.upperBoundNs(bucket - 1)).isTrue();
        }
    }

    @Test
    void shouldCountWhatIsTooLongInTheLastBucketAndWhatWentBackInTheFirst() {
        histogram.record(Long.MAX_VALUE);
        histogram.record(-5);
        final Latencies latencies = histogram.snapshot();
        assertThat(latencies.buckets()).hasSize(LatencyHistogram.BUCKETS);
        assertThat(latencies.buckets()[0]).isEqualTo(1);
        assertThat(latencies.buckets()[LatencyHistogram.BUCKETS - 1]).isEqualTo(1);
    }

    @Test
    void shouldTellWhatCameSinceAnEarlierLook() {
        histogram.record(1_000);
        final Latencies before = histogram.snapshot();
        histogram.record(5_000_000);
        final Latencies since = histogram.snapshot().since(before);
        assertThat(since.count()).isEqualTo(1);
        assertThat(since.sumNs()).isEqualTo(5_000_000);
        assertThat(since.percentileNs(50)).isGreaterThan(5_000_000);
        assertThat(since.countBelow(1 << 20)).isZero();
        assertThat(new Latencies(0, new long[0]).percentileNs(99)).isZero();
    }
}
