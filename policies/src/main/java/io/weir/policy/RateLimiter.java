package io.weir.policy;

/**
 * Limits one direction of one tenant in bytes and in operations, by pacing: what is not admitted now is admitted
 * later, and no message is too large ever to be ({@link TokenBucket} says how). Counts how long the tenant was held
 * back, and by what; in the mode {@link Mode#AUDIT} it holds nobody back, and counts what went beyond the limits.
 *
 * <p>All queue pairs of the tenant share it. One thread; allocates nothing.
 */
public final class RateLimiter {
    /** What held a tenant back. */
    public enum Reason {
        /** Nothing does. */
        NONE,
        /** Its limit of bytes. */
        BYTES,
        /** A limit of its operations. */
        OPERATIONS,
        /** The rail is full: it waits for its turn. */
        RAIL,
        /** The RNIC has taken as much of it as it takes. */
        WINDOW;

        private static final Reason[] ALL = values();
    }

    /**
     * Who is held back is so for as long at least: a little at a time would cost the scheduler a turn for every small
     * message, and what is gained meanwhile is not lost as long as no bucket is full.
     */
    private static final long SHORTEST_HOLD_NS = 5_000;

    private final TokenBucket bits;
    private final TokenBucket operations;
    private final TokenBucket allOperations;
    private final long[] heldNs = new long[Reason.ALL.length];
    private Mode mode = Mode.ENFORCE;
    private boolean unlimited;
    private Reason reason = Reason.NONE;
    private long sinceNs;
    private long excessBytes;
    private long excessOperations;
    private long excessNs;

    /**
     * Over three buckets.
     *
     * @param bits          of payload, per {@link Rate.Unit#BITS}
     * @param operations    work requests of this direction
     * @param allOperations work requests of both directions: the other direction has it too
     */
    public RateLimiter(final TokenBucket bits, final TokenBucket operations, final TokenBucket allOperations) {
        this.bits = bits;
        this.operations = operations;
        this.allOperations = allOperations;
        changed();
    }

    /** The buckets' rates or the mode changed. */
    private void changed() {
        unlimited = bits.isUnlimited() && operations.isUnlimited() && allOperations.isUnlimited();
    }

    /** Bits of payload. */
    TokenBucket bits() {
        return bits;
    }

    /** Work requests of this direction. */
    TokenBucket operations() {
        return operations;
    }

    /** From now on in that mode; rates of its buckets may have changed. */
    void change(final Mode newMode, final long nowNs) {
        if (mode != newMode) {
            release(nowNs);
            mode = newMode;
        }
        changed();
    }

    /**
     * Takes {@code bytes} and {@code ops} if all are admitted, else nothing.
     *
     * @param bytes payload, not negative
     * @param ops   operations, or their cost; not negative
     * @return false if it is to be asked again at {@link #nextAdmissionNs}; in the mode AUDIT always true
     */
    public boolean tryAcquire(final long nowNs, final long bytes, final long ops) {
        if (unlimited) {
            release(nowNs);
            return true;
        }
        final long cost = toBits(bytes);
        if (!bits.admits(cost, nowNs)) {
            return exceeded(Reason.BYTES, nowNs, bytes, ops);
        }
        if (!operations.admits(ops, nowNs) || !allOperations.admits(ops, nowNs)) {
            return exceeded(Reason.OPERATIONS, nowNs, bytes, ops);
        }
        bits.take(cost, nowNs);
        operations.take(ops, nowNs);
        allOperations.take(ops, nowNs);
        release(nowNs);
        return true;
    }

    private boolean exceeded(final Reason why, final long nowNs, final long bytes, final long ops) {
        hold(why, nowNs);
        if (mode == Mode.ENFORCE) {
            return false;
        }
        excessBytes += bytes;
        excessOperations += ops;
        return true;
    }

    /**
     * Takes what already flowed: what peers did to this tenant. That may leave a debt, but of no more than a second's
     * tokens: what peers do must not shut a tenant out for long.
     */
    public void charge(final long nowNs, final long bytes) {
        bits.charge(toBits(bytes), nowNs);
    }

    /** The first time at which {@link #tryAcquire} of these succeeds if nothing is taken before; now if that is now. */
    public long nextAdmissionNs(final long nowNs, final long bytes, final long ops) {
        final long byBits = bits.nextAdmissionNs(toBits(bytes), nowNs);
        final long byOperations = operations.nextAdmissionNs(ops, nowNs);
        final long byAll = allOperations.nextAdmissionNs(ops, nowNs);
        return later(byBits, later(byOperations, byAll));
    }

    /**
     * When to ask again after {@link #tryAcquire} refused: not before {@link #nextAdmissionNs}, and a few microseconds
     * later where that loses nothing.
     */
    public long nextTryNs(final long nowNs, final long bytes, final long ops) {
        final long fullNs =
            Math.min(bits.fullNs(nowNs), Math.min(operations.fullNs(nowNs), allOperations.fullNs(nowNs)));
        return nowNs + Math.max(nextAdmissionNs(nowNs, bytes, ops) - nowNs, Math.min(SHORTEST_HOLD_NS, fullNs));
    }

    /** Bytes that a piece should have at most, so that it is within the burst. */
    public long pieceBytes() {
        return bits.isUnlimited() ? TenantLimits.CHUNK_BYTES
            : Math.max(1, Math.min(TenantLimits.CHUNK_BYTES, bits.burst() / Byte.SIZE));
    }

    /** It goes on, or the tenant wants nothing any more: being held back ends. */
    public void release(final long nowNs) {
        if (reason != Reason.NONE) {
            final long ns = Math.max(0, nowNs - sinceNs);
            if (mode == Mode.ENFORCE) {
                heldNs[reason.ordinal()] += ns;
            } else {
                excessNs += ns;
            }
            reason = Reason.NONE;
        }
    }

    /** It was held back by something else than its limits. */
    public void held(final Reason why, final long ns) {
        heldNs[why.ordinal()] += ns;
    }

    /** Which limit holds the tenant back at present, or in the mode AUDIT would. */
    public Reason reason() {
        return reason;
    }

    /** For how long in all the tenant wanted to send and its limits held it back. */
    public long throttledNs(final long nowNs) {
        return heldNs(Reason.BYTES, nowNs) + heldNs(Reason.OPERATIONS, nowNs);
    }

    /** For how long in all it was held back by that. */
    public long heldNs(final Reason why, final long nowNs) {
        final boolean now = mode == Mode.ENFORCE && reason == why;
        return heldNs[why.ordinal()] + (now ? Math.max(0, nowNs - sinceNs) : 0);
    }

    /** Mode AUDIT: for how long in all more was sent than the limits allow. */
    public long excessNs(final long nowNs) {
        final boolean now = mode == Mode.AUDIT && reason != Reason.NONE;
        return excessNs + (now ? Math.max(0, nowNs - sinceNs) : 0);
    }

    /** Mode AUDIT: bytes beyond the limits. */
    public long excessBytes() {
        return excessBytes;
    }

    /** Mode AUDIT: operations beyond the limits. */
    public long excessOperations() {
        return excessOperations;
    }

    private void hold(final Reason why, final long nowNs) {
        if (reason != why) {
            release(nowNs);
            sinceNs = nowNs;
            reason = why;
        }
    }

    private static long later(final long one, final long other) {
        return one - other >= 0 ? one : other;
    }

    private static long toBits(final long bytes) {
        return Math.min(bytes, Long.MAX_VALUE >>> 3) << 3;
    }
}
