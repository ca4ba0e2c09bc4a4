package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final long MILLISECOND = 1_000_000L;

    @Test
    void shouldTakeNeitherWhenOneIsNotAdmitted() {
        final RateLimiter limiter = new RateLimiter(new TokenBucket(8_000, 8_000, 0), new TokenBucket(10, 1, 0));
        assertThat(limiter.tryAcquire(0, 400, 1)).isTrue();
        assertThat(limiter.tryAcquire(0, 400, 1)).isFalse();
        assertThat(limiter.reason()).isEqualTo(RateLimiter.Reason.OPERATIONS);
        assertThat(limiter.nextAdmissionNs(0, 400, 1)).isEqualTo(100 * MILLISECOND);
        assertThat(limiter.tryAcquire(100 * MILLISECOND, 700, 1)).isTrue();
        assertThat(limiter.tryAcquire(100 * MILLISECOND, 1, 0)).isFalse();
        assertThat(limiter.reason()).isEqualTo(RateLimiter.Reason.BYTES);
    }

    @Test
    void shouldAdmitAnySizeWhenThereIsNoDebt() {
        final RateLimiter limiter = new TenantLimiters(
            TenantLimits.NONE.withEgress(Allowance.limited(Rate.parseBits("200Mbit")).withBurst(4096)), 0)
            .egress();
        final long bytes = 1L << 30;
        assertThat(limiter.tryAcquire(0, bytes, 1)).isTrue();
        final long next = limiter.nextAdmissionNs(0, bytes, 1);
        assertThat(next).isEqualTo(((bytes - 4096) * 8 * 1_000_000_000L + 199_999_999) / 200_000_000);
        assertThat(limiter.tryAcquire(next - 1, bytes, 1)).isFalse();
        assertThat(limiter.tryAcquire(next, bytes, 1)).isTrue();
    }

    @Test
    void shouldCountOperationsOfBothDirectionsTogether() {
        final TenantLimiters limiters = new TenantLimiters(
            TenantLimits.NONE.withOperations(Allowance.limited(Rate.ofOperations(500))), 0);
        assertThat(limiters.egress().tryAcquire(0, 1, 1)).isTrue();
        assertThat(limiters.ingress().tryAcquire(0, 1, 1)).isTrue();
        assertThat(limiters.egress().tryAcquire(0, 1, 1)).isFalse();
    }

    @Test
    void shouldMeterTheTimeHeldBackWhenRefused() {
        final RateLimiter limiter = new RateLimiter(new TokenBucket(8_000, 8_000, 0),
            new TokenBucket(Rate.UNLIMITED, 1, 0));
        limiter.tryAcquire(0, 1_000, 1);
        assertThat(limiter.tryAcquire(10, 500, 1)).isFalse();
        assertThat(limiter.tryAcquire(20, 500, 1)).isFalse();
        assertThat(limiter.throttledNs(30)).isEqualTo(20);
        final long next = limiter.nextAdmissionNs(30, 500, 1);
        assertThat(limiter.tryAcquire(next, 500, 1)).isTrue();
        assertThat(limiter.throttledNs(next + 1_000)).isEqualTo(next - 10);
        assertThat(limiter.tryAcquire(next + 1_000, 500, 1)).isFalse();
        limiter.release(next + 1_500);
        assertThat(limiter.throttledNs(next + 9_000)).isEqualTo(next - 10 + 500);
        assertThat(limiter.reason()).isEqualTo(RateLimiter.Reason.NONE);
    }

    @Test
    void shouldPayOffWhatWasChargedWithoutAsking() {
        final RateLimiter limiter = new RateLimiter(new TokenBucket(8_000, 8_000, 0),
            new TokenBucket(Rate.UNLIMITED, 1, 0));
        limiter.charge(0, 3_000, 5);
        assertThat(limiter.nextAdmissionNs(0, 0, 1)).isEqualTo(2_000 * MILLISECOND);
        assertThat(limiter.tryAcquire(1_999 * MILLISECOND, 0, 1)).isFalse();
        assertThat(limiter.tryAcquire(2_000 * MILLISECOND, 0, 1)).isTrue();
    }

    @Test
    void shouldFollowALimitThatChanges() {
        final TenantLimits slow =
            TenantLimits.NONE.withEgress(Allowance.limited(Rate.ofBits(8_000)).withBurst(1_000));
        final TenantLimits fast =
            TenantLimits.NONE.withEgress(Allowance.limited(Rate.ofBits(80_000)).withBurst(1_000));
        final TenantLimiters limiters = new TenantLimiters(slow, 0);
        limiters.egress().tryAcquire(0, 1_000, 1);
        assertThat(limiters.egress().nextAdmissionNs(0, 1_000, 1)).isEqualTo(1_000 * MILLISECOND);
        limiters.change(fast, 500 * MILLISECOND);
        assertThat(limiters.egress().nextAdmissionNs(500 * MILLISECOND, 1_000, 1)).isEqualTo(550 * MILLISECOND);
    }
}
