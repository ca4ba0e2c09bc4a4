package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 7, 999_999_937L, 1_000_000_000L, 200_000_000L, 400_000_000_000L, Rate.MAX_PER_SECOND})
    void shouldNeverExceedRateTimesWindowPlusBurstWhenCostsAreWithinTheBurst(final long rate) {
        final long seed = 42 + rate;
        final Random random = new Random(seed);
        final long burst = Math.max(1, rate / 250) + 524_288;
        final long[] times = new long[400];
        final long[] costs = new long[times.length];
        long now = random.nextLong();
        final TokenBucket bucket = new TokenBucket(rate, burst, now);
        for (int taken = 0; taken < times.length;) {
            final long cost = 1 + random.nextLong(burst);
            if (bucket.admits(cost, now)) {
                bucket.take(cost, now);
                times[taken] = now;
                costs[taken++] = cost;
            } else {
                final long next = bucket.nextAdmissionNs(cost, now);
                assertThat(bucket.admits(cost, next - 1)).as("seed %d", seed).isFalse();
                now = random.nextInt(4) == 0 ? next + random.nextLong(50_000) : next;
                assertThat(bucket.admits(cost, now)).as("seed %d", seed).isTrue();
            }
        }
        assertEveryWindow(times, costs, rate, burst, 0);
    }

    @Test
    void shouldBoundDebtByOneCostWhenCostsExceedTheBurst() {
        final long seed = 7;
        final Random random = new Random(seed);
        final long rate = 10_000_000_000L;
        final long burst = 40_000_000;
        final long maxCost = 8L << 30;
        final long[] times = new long[300];
        final long[] costs = new long[times.length];
        long now = Long.MAX_VALUE - 5;
        final TokenBucket bucket = new TokenBucket(rate, burst, now);
        for (int taken = 0; taken < times.length; taken++) {
            final long cost = random.nextBoolean() ? 1 + random.nextLong(burst) : 1 + random.nextLong(maxCost);
            now = bucket.nextAdmissionNs(cost, now);
            assertThat(bucket.admits(cost, now)).isTrue();
            bucket.take(cost, now);
            times[taken] = now;
            costs[taken] = cost;
        }
        assertEveryWindow(times, costs, rate, burst, maxCost);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_003, 10_000_000, 199_999_999, 400_000_000_000L})
    void shouldGiveExactlyTheRateWhenTakenAsSoonAsAdmitted(final long rate) {
        final long cost = 512;
        long now = 5;
        final TokenBucket bucket = new TokenBucket(rate, 2 * cost + rate / 1_000_000_000L, now);
        bucket.take(bucket.burst(), now);
        long taken = 0;
        for (int i = 0; i < 100_000; i++) {
            now = bucket.nextAdmissionNs(cost, now);
            bucket.take(cost, now);
            taken += cost;
        }
        // Within what one nanosecond brings, after any number of steps, as long as the bucket never overflows.
        final BigInteger earned = BigInteger.valueOf(now - 5).multiply(BigInteger.valueOf(rate)).divide(NANOS);
        assertThat(earned.longValueExact() - taken).isBetween(0L, rate / 1_000_000_000L + 1);
    }

    @Test
    void shouldLoseNothingWhenRefilledInTinySteps() {
        final long rate = 333_333_331;
        final TokenBucket bucket = new TokenBucket(rate, 1L << 40, 0);
        bucket.take(1L << 40, 0);
        for (long now = 0; now <= 1_000_000; now += 7) {
            bucket.level(now);
        }
        assertThat(bucket.level(1_000_000_000L)).isEqualTo(rate);
    }

    @Test
    void shouldBeFullAndNotOverflowWhenYearsPass() {
        final long years = 100L * 365 * 86_400 * 1_000_000_000L;
        final TokenBucket bucket = new TokenBucket(400_000_000_000L, 1_600_000_000L, -years);
        bucket.take(1_600_000_000L, -years);
        assertThat(bucket.level(0)).isEqualTo(1_600_000_000L);
        bucket.take(1L << 59, 0);
        assertThat(bucket.level(1_000_000_000L)).isEqualTo(1_600_000_000L - (1L << 59) + 400_000_000_000L);
    }

    @Test
    void shouldAdmitLaterWhenTheRateIsTinyAndTheDebtIsHuge() {
        final TokenBucket bucket = new TokenBucket(1, 1, 0);
        bucket.take(Long.MAX_VALUE, 0);
        bucket.take(Long.MAX_VALUE, 0);
        assertThat(bucket.nextAdmissionNs(1, 0)).isEqualTo((1L << 31) * 1_000_000_000L);
    }

    @Test
    void shouldNotGainWhenTheClockStandsOrGoesBack() {
        final TokenBucket bucket = new TokenBucket(1_000_000_000L, 100, 1000);
        bucket.take(100, 1000);
        assertThat(bucket.level(900)).isZero();
        assertThat(bucket.level(1000)).isZero();
        assertThat(bucket.level(1010)).isEqualTo(10);
        assertThat(bucket.nextAdmissionNs(10, 900)).isEqualTo(900);
        assertThat(bucket.nextAdmissionNs(11, 900)).isEqualTo(1011);
    }

    @Test
    void shouldKeepWhatWasGainedWhenTheRateChanges() {
        final TokenBucket bucket = new TokenBucket(1_000, 1_000, 0);
        bucket.take(1_000, 0);
        bucket.change(2_000, 1_000, 500_000_000L);
        assertThat(bucket.level(500_000_000L)).isEqualTo(500);
        assertThat(bucket.level(600_000_000L)).isEqualTo(700);
        bucket.change(2_000, 100, 600_000_000L);
        assertThat(bucket.level(600_000_000L)).isEqualTo(100);
    }

    @Test
    void shouldStartFullWhenALimitIsPutOnTheUnlimited() {
        final TokenBucket bucket = new TokenBucket(Rate.UNLIMITED, 1, 0);
        assertThat(bucket.admits(Long.MAX_VALUE, 0)).isTrue();
        bucket.take(Long.MAX_VALUE, 0);
        bucket.change(1_000, 50, 10);
        assertThat(bucket.level(10)).isEqualTo(50);
        bucket.take(50, 10);
        bucket.change(Rate.UNLIMITED, 1, 20);
        assertThat(bucket.nextAdmissionNs(1 << 20, 20)).isEqualTo(20);
    }

    private static void assertEveryWindow(final long[] times, final long[] costs, final long rate, final long burst,
                                          final long debt) {
        for (int from = 0; from < times.length; from++) {
            BigInteger sum = BigInteger.ZERO;
            for (int to = from; to < times.length; to++) {
                sum = sum.add(BigInteger.valueOf(costs[to]));
                final BigInteger allowed = BigInteger.valueOf(times[to] - times[from])
                    .multiply(BigInteger.valueOf(rate))
                    .add(BigInteger.valueOf(burst).add(BigInteger.valueOf(debt)).multiply(NANOS));
                assertThat(sum.multiply(NANOS)).isLessThanOrEqualTo(allowed);
            }
        }
    }
}
