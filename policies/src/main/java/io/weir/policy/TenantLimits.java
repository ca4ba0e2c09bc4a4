package io.weir.policy;

import java.util.Objects;

/**
 * How fast a tenant may go.
 *
 * @param egress     payload that leaves its memory
 * @param ingress    payload that arrives in its memory
 * @param operations work requests, both directions together
 * @param burst      bytes that may go at once in either direction, or {@link #DEFAULT_BURST}
 */
public record TenantLimits(Rate egress, Rate ingress, Rate operations, long burst) {
    /**
     * Burst that follows the rate: 4 ms of it, and a chunk on top, so that a chunk is never late by a scheduler's nap.
     */
    public static final long DEFAULT_BURST = -1;
    /** Large READs and WRITEs are cut into pieces of so many bytes. */
    public static final int CHUNK_BYTES = 64 * 1024;
    /** No limit at all. */
    public static final TenantLimits NONE = new TenantLimits(
        Rate.unlimited(Rate.Unit.BITS), Rate.unlimited(Rate.Unit.BITS), Rate.unlimited(Rate.Unit.OPERATIONS),
        DEFAULT_BURST);

    private static final long BURSTS_PER_SECOND = 250;

    /** Checks the units and bounds. */
    public TenantLimits {
        requireUnit(egress, Rate.Unit.BITS, "egress");
        requireUnit(ingress, Rate.Unit.BITS, "ingress");
        requireUnit(operations, Rate.Unit.OPERATIONS, "operations");
        if (burst != DEFAULT_BURST && (burst < 1 || burst > ByteSize.MAX)) {
            throw new IllegalArgumentException("burst is from 1B to " + ByteSize.MAX + "B: " + burst);
        }
    }

    /** Depth of the egress bucket. */
    long egressBurstBits() {
        return burstBits(egress);
    }

    /** Depth of the ingress bucket. */
    long ingressBurstBits() {
        return burstBits(ingress);
    }

    /** Depth of the bucket of operations: 4 ms, one at least. */
    long operationsBurst() {
        return operations.isUnlimited() ? 1 : Math.max(1, operations.perSecond() / BURSTS_PER_SECOND);
    }

    private long burstBits(final Rate rate) {
        if (burst != DEFAULT_BURST) {
            return burst * 8;
        }
        return rate.isUnlimited() ? CHUNK_BYTES * 8L : rate.perSecond() / BURSTS_PER_SECOND + CHUNK_BYTES * 8L;
    }

    private static void requireUnit(final Rate rate, final Rate.Unit unit, final String name) {
        if (Objects.requireNonNull(rate, name).unit() != unit) {
            throw new IllegalArgumentException(name + " counts " + rate.unit() + ", not " + unit);
        }
    }
}
