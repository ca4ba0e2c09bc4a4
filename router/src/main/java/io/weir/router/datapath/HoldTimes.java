package io.weir.router.datapath;

import io.weir.policy.RateLimiter;
import io.weir.policy.TenantLimiters;
import io.weir.router.accounting.Direction;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * For how long a tenant was held back, by direction (EGRESS, INGRESS) and reason, and what it did beyond its limits
 * where those are only watched: since the router started, at most some hundredths of a second ago. The data path
 * writes; any thread reads.
 */
public final class HoldTimes {
    private static final RateLimiter.Reason[] REASONS = RateLimiter.Reason.values();
    private static final int EXCESS_BYTES = REASONS.length;
    private static final int EXCESS_OPERATIONS = EXCESS_BYTES + 1;
    private static final int EXCESS_NS = EXCESS_BYTES + 2;
    private static final int STRIDE = EXCESS_BYTES + 3;

    private final AtomicLongArray values = new AtomicLongArray(2 * STRIDE);

    HoldTimes() {
    }

    /** So long held back by that, ns. */
    public long heldNs(final Direction direction, final RateLimiter.Reason reason) {
        return values.getAcquire(at(direction) + reason.ordinal());
    }

    /** Bytes beyond the limits. */
    public long excessBytes(final Direction direction) {
        return values.getAcquire(at(direction) + EXCESS_BYTES);
    }

    /** Operations beyond the limits. */
    public long excessOperations(final Direction direction) {
        return values.getAcquire(at(direction) + EXCESS_OPERATIONS);
    }

    /** For so long there was more than the limits allow, ns. */
    public long excessNs(final Direction direction) {
        return values.getAcquire(at(direction) + EXCESS_NS);
    }

    void publish(final TenantLimiters limiters, final long nowNs) {
        publish(at(Direction.EGRESS), limiters.egress(), nowNs);
        publish(at(Direction.INGRESS), limiters.ingress(), nowNs);
    }

    private void publish(final int at, final RateLimiter limiter, final long nowNs) {
        for (int i = 1; i < REASONS.length; i++) {
            values.setRelease(at + i, limiter.heldNs(REASONS[i], nowNs));
        }
        values.setRelease(at + EXCESS_BYTES, limiter.excessBytes());
        values.setRelease(at + EXCESS_OPERATIONS, limiter.excessOperations());
        values.setRelease(at + EXCESS_NS, limiter.excessNs(nowNs));
    }

    private static int at(final Direction direction) {
        return switch (direction) {
            case EGRESS -> 0;
            case INGRESS -> STRIDE;
            case SERVED -> throw new IllegalArgumentException("what peers do is not held back here");
        };
    }
}
