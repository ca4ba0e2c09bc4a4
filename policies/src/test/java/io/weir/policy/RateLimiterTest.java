package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final long MILLISECOND = 1_000_000L;

    @Test
    void shouldTakeNeitherWhenOneIsNotAdmitted() {
        final RateLimiter limiter = limiter(8_000, new TokenBucket(10, 1, 0));
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
        final RateLimiter limiter = limiter(8_000, unlimited());
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
        final RateLimiter limiter = limiter(8_000, unlimited());
        limiter.charge(0, 1_500);
        assertThat(limiter.nextAdmissionNs(0, 0, 1)).isEqualTo(500 * MILLISECOND);
        assertThat(limiter.tryAcquire(499 * MILLISECOND, 0, 1)).isFalse();
        assertThat(limiter.tryAcquire(500 * MILLISECOND, 0, 1)).isTrue();
    }

    @Test
    void shouldNotBeShutOutForLongWhateverPeersDo() {
        final RateLimiter limiter = limiter(8_000, unlimited());
        for (int i = 0; i < 1_000; i++) {
            limiter.charge(0, 1_000_000);
        }
        assertThat(limiter.nextAdmissionNs(0, 0, 1)).isEqualTo(1_000 * MILLISECOND);
    }

    @Test
    void shouldLimitTheOperationsOfOneDirectionAlone() {
        final TenantLimiters limiters = new TenantLimiters(
            TenantLimits.NONE.withEgressOperations(Allowance.limited(Rate.ofOperations(500))), 0);
        assertThat(limiters.egress().tryAcquire(0, 1, 2)).isTrue();
        assertThat(limiters.egress().tryAcquire(0, 1, 1)).isFalse();
        assertThat(limiters.ingress().tryAcquire(0, 1, 100)).isTrue();
    }

    @Test
    void shouldAdmitEverythingAndCountTheExcessWhenAuditing() {
        final TenantLimiters limiters = new TenantLimiters(policy(8_000).withMode(Mode.AUDIT), 0);
        final RateLimiter limiter = limiters.egress();
        for (int i = 0; i < 40; i++) {
            assertThat(limiter.tryAcquire(i * 100 * MILLISECOND, 400, 1)).isTrue();
        }
        // 1000 bytes at first and 3900 after: 12 pieces of 400 fit
        assertThat(limiter.excessBytes()).isEqualTo((40 - 12) * 400);
        assertThat(limiter.excessOperations()).isEqualTo(40 - 12);
        assertThat(limiter.excessNs(4_000 * MILLISECOND)).isPositive();
        assertThat(limiter.throttledNs(4_000 * MILLISECOND)).isZero();
        limiters.change(policy(8_000), 4_000 * MILLISECOND);
        assertThat(limiter.tryAcquire(4_000 * MILLISECOND, 1_000, 1)).isFalse();
    }

    @Test
    void shouldTellWhatItHeldBackFor() {
        final RateLimiter limiter = limiter(8_000, new TokenBucket(1, 1, 0));
        limiter.tryAcquire(0, 1_000, 3);
        assertThat(limiter.tryAcquire(0, 1_000, 1)).isFalse();
        assertThat(limiter.tryAcquire(1_000 * MILLISECOND, 1_000, 1)).isFalse();
        limiter.held(RateLimiter.Reason.RAIL, 77);
        limiter.release(1_500 * MILLISECOND);
        assertThat(limiter.heldNs(RateLimiter.Reason.BYTES, 0)).isEqualTo(1_000 * MILLISECOND);
        assertThat(limiter.heldNs(RateLimiter.Reason.OPERATIONS, 0)).isEqualTo(500 * MILLISECOND);
        assertThat(limiter.heldNs(RateLimiter.Reason.RAIL, 0)).isEqualTo(77);
    }

    @Test
    void shouldFollowALimitThatChanges() {
        final TenantLimiters limiters = new TenantLimiters(policy(8_000), 0);
        limiters.egress().tryAcquire(0, 1_000, 1);
        assertThat(limiters.egress().nextAdmissionNs(0, 1_000, 1)).isEqualTo(1_000 * MILLISECOND);
        limiters.change(policy(80_000), 500 * MILLISECOND);
        assertThat(limiters.egress().nextAdmissionNs(500 * MILLISECOND, 1_000, 1)).isEqualTo(550 * MILLISECOND);
    }

    /** With a burst of 1000 bytes. */
    private static TenantPolicy policy(final long egressBitsPerSecond) {
        return TenantPolicy.of("tenant", Set.of(), Set.of(), "blue", Ipv4.parse("10.0.0.1")).withLimits(
            TenantLimits.NONE.withEgress(Allowance.limited(Rate.ofBits(egressBitsPerSecond)).withBurst(1_000)));
    }

    /** With a burst of 1000 bytes. */
    private static RateLimiter limiter(final long bitsPerSecond, final TokenBucket operations) {
        return new RateLimiter(new TokenBucket(bitsPerSecond, 8_000, 0), operations, unlimited());
    }

    private static TokenBucket unlimited() {
        return new TokenBucket(Rate.UNLIMITED, 1, 0);
    }
}
