package io.weir.policy;

import java.util.Objects;

/**
 * What a tenant has of one thing that is shared: bytes or operations, of one direction.
 *
 * @param guarantee that it gets whatever others want; {@link Rate#none} for nothing
 * @param limit     that it never exceeds, at least the guarantee
 * @param burst     bytes, or operations, that may go at once; {@link #DEFAULT_BURST} for what follows from the limit
 * @param weight    share of what nobody is guaranteed, 1 to {@value #MAX_WEIGHT}
 */
public record Allowance(Rate guarantee, Rate limit, long burst, int weight) {
    /**
     * Burst that follows the rate: 4 ms of it, and of bytes a chunk on top, so that a chunk is never late by a
     * scheduler's nap.
     */
    public static final long DEFAULT_BURST = -1;
    /** The greatest weight. */
    public static final int MAX_WEIGHT = 1024;

    private static final long BURSTS_PER_SECOND = 250;

    /** Checks the units and bounds. */
    public Allowance {
        if (Objects.requireNonNull(guarantee, "guarantee").unit() != Objects.requireNonNull(limit, "limit").unit()) {
            throw new IllegalArgumentException(
                "a guarantee of " + guarantee.unit() + " does not go with a limit of " + limit.unit());
        }
        if (limit.isNone()) {
            throw new IllegalArgumentException("a limit is not none");
        }
        if (guarantee.isUnlimited() || guarantee.perSecond() > limit.perSecond()) {
            throw new IllegalArgumentException("a guarantee is bounded, and not above the limit: " + guarantee
                + " with the limit " + limit);
        }
        if (burst != DEFAULT_BURST && (burst < 1 || burst > ByteSize.MAX)) {
            throw new IllegalArgumentException("a burst is from 1 to " + ByteSize.MAX + ": " + burst);
        }
        checkWeight(weight);
    }

    /** No limit, and no guarantee either. */
    public static Allowance unlimited(final Rate.Unit unit) {
        return limited(Rate.unlimited(unit));
    }

    /** That limit with all else as it is by default. */
    public static Allowance limited(final Rate limit) {
        return new Allowance(Rate.none(limit.unit()), limit, DEFAULT_BURST, 1);
    }

    /** The same with another guarantee. */
    public Allowance withGuarantee(final Rate newGuarantee) {
        return new Allowance(newGuarantee, limit, burst, weight);
    }

    /** The same with another limit. */
    public Allowance withLimit(final Rate newLimit) {
        return new Allowance(guarantee, newLimit, burst, weight);
    }

    /** The same with another burst. */
    public Allowance withBurst(final long newBurst) {
        return new Allowance(guarantee, limit, newBurst, weight);
    }

    /** The same with another weight. */
    public Allowance withWeight(final int newWeight) {
        return new Allowance(guarantee, limit, burst, newWeight);
    }

    /** What is counted. */
    public Rate.Unit unit() {
        return limit.unit();
    }

    /** Depth of the limit's bucket, in what the limit counts: bits or operations. */
    public long depth() {
        if (unit() == Rate.Unit.BITS) {
            final long chunk = TenantLimits.CHUNK_BYTES * 8L;
            return burst != DEFAULT_BURST ? burst * 8
                : limit.isUnlimited() ? chunk : limit.perSecond() / BURSTS_PER_SECOND + chunk;
        }
        return burst != DEFAULT_BURST ? burst
            : limit.isUnlimited() ? 1 : Math.max(1, limit.perSecond() / BURSTS_PER_SECOND);
    }

    static void checkWeight(final int weight) {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("a weight is from 1 to " + MAX_WEIGHT + ": " + weight);
        }
    }
}
