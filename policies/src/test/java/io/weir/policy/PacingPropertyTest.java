package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** For every window w: bytes(w) ≤ rate · w + burst, exactly. */
class PacingPropertyTest {
    private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);
    private static final int CASES = 300;
    private static final int PIECES = 150;

    @Test
    void shouldNeverAdmitMoreThanRateTimesWindowAndBurst() {
        for (long seed = 0; seed < CASES; seed++) {
            new Case(seed).neverTooMuch();
        }
    }

    @Test
    void shouldGetAllOfTheRateWhenItTriesWhenItIsTold() {
        for (long seed = 0; seed < CASES; seed++) {
            new Case(seed).nothingLost();
        }
    }

    /** A limiter with a rate and a burst of any order of magnitude, by chance of a seed. */
    private static final class Case {
        private final long seed;
        private final Random random;
        private final long rate;
        private final long burst;
        private final RateLimiter limiter;

        Case(final long seed) {
            this.seed = seed;
            random = new Random(seed);
            rate = 1 + (long) Math.pow(10, random.nextDouble() * 12);
            burst = 1L + random.nextInt(1 << (1 + random.nextInt(22)));
            limiter = new TenantLimiters(TenantLimits.NONE.withEgress(
                Allowance.limited(Rate.ofBits(rate)).withBurst(burst)), 0).egress();
        }

        private int largest() {
            return (int) Math.min(burst, limiter.pieceBytes());
        }

        private BigInteger gained(final long ns) {
            return BigInteger.valueOf(rate).multiply(BigInteger.valueOf(ns)).divide(SECOND);
        }

        void neverTooMuch() {
            final long[] atNs = new long[PIECES];
            final long[] bytes = new long[PIECES];
            long nowNs = 0;
            for (int i = 0; i < PIECES; i++) {
                bytes[i] = random.nextInt(largest() + 1);
                // now and then idle; else awake in time, or late
                nowNs += random.nextInt(20) == 0 ? random.nextInt(1 << random.nextInt(31)) : 0;
                while (!limiter.tryAcquire(nowNs, bytes[i], 1)) {
                    final long next = limiter.nextAdmissionNs(nowNs, bytes[i], 1);
                    assertThat(next).as("seed %d", seed).isGreaterThan(nowNs);
                    nowNs = next + (random.nextInt(4) == 0 ? random.nextInt(1_000_000) : 0);
                }
                atNs[i] = nowNs;
            }
            for (int from = 0; from < PIECES; from++) {
                long bits = 0;
                for (int to = from; to < PIECES; to++) {
                    bits += bytes[to] * 8;
                    final long gained = gained(atNs[to] - atNs[from]).longValueExact();
                    if (bits > gained + burst * 8) {
                        throw new AssertionError("seed " + seed + ": " + bits + " bits of " + gained);
                    }
                }
            }
        }

        void nothingLost() {
            long nowNs = 0;
            long sent = 0;
            for (int i = 0; i < PIECES; i++) {
                final long bytes = 1L + random.nextInt(largest());
                while (!limiter.tryAcquire(nowNs, bytes, 1)) {
                    final long next = limiter.nextTryNs(nowNs, bytes, 1);
                    assertThat(next).as("seed %d", seed).isGreaterThanOrEqualTo(
                        limiter.nextAdmissionNs(nowNs, bytes, 1));
                    nowNs = next;
                }
                sent += bytes * 8;
            }
            // no token was lost: what was not sent is in the bucket, but for what one nanosecond brings
            assertThat(BigInteger.valueOf(sent).add(BigInteger.valueOf(burst * 8)).add(BigInteger.valueOf(
                (PIECES + 1) * (rate / 1_000_000_000 + 1)))).as("seed %d", seed).isGreaterThanOrEqualTo(gained(nowNs));
        }
    }
}
