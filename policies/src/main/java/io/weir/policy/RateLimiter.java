package io.weir.policy;

/**
 * Limits one direction of one tenant in bytes and in operations, by pacing: what is not admitted now is admitted
 * later, and no message is too large ever to be ({@link TokenBucket} says how). Counts how long the tenant was held
 * back.
 *
 * <p>All queue pairs of the tenant share it. One thread; allocates nothing.
 */
public final class RateLimiter {
    /** What held a tenant back. */
    public enum Reason {
        /** Nothing does. */
        NONE,
        /** The byte rate. */
        BYTES,
        /** The operation rate. */
        OPERATIONS
    }

    private final TokenBucket bits;
    private final TokenBucket operations;
    private Reason reason = Reason.NONE;
    private long throttledSinceNs;
    private long throttledNs;

    /**
     * Over two buckets; the one of operations may be shared with the other direction.
     *
     * @param bits       of payload, per {@link Rate.Unit#BITS}
     * @param operations work requests
     */
    public RateLimiter(final TokenBucket bits, final TokenBucket operations) {
        this.bits = bits;
        this.operations = operations;
    }

    /**
     * Takes {@code bytes} and {@code ops} if both are admitted, else nothing.
     *
     * @param bytes payload, not negative
     * @param ops   operations, or their cost; not negative
     */
    public boolean tryAcquire(final long nowNs, final long bytes, final long ops) {
        final long cost = toBits(bytes);
        if (!bits.admits(cost, nowNs)) {
            throttle(Reason.BYTES, nowNs);
            return false;
        }
        if (!operations.admits(ops, nowNs)) {
            throttle(Reason.OPERATIONS, nowNs);
            return false;
        }
        bits.take(cost, nowNs);
        operations.take(ops, nowNs);
        release(nowNs);
        return true;
    }

    /** Takes what already flowed, into debt if need be: operations that a peer did to this tenant. */
    public void charge(final long nowNs, final long bytes, final long ops) {
        bits.take(toBits(bytes), nowNs);
        operations.take(ops, nowNs);
    }

    /** The first time at which {@link #tryAcquire} of these succeeds if nothing is taken before; now if that is now. */
    public long nextAdmissionNs(final long nowNs, final long bytes, final long ops) {
        final long byBits = bits.nextAdmissionNs(toBits(bytes), nowNs);
        final long byOperations = operations.nextAdmissionNs(ops, nowNs);
        return byBits - byOperations >= 0 ? byBits : byOperations;
    }

    /** The tenant wants nothing any more: being held back ends. */
    public void release(final long nowNs) {
        if (reason != Reason.NONE) {
            throttledNs += Math.max(0, nowNs - throttledSinceNs);
            reason = Reason.NONE;
        }
    }

    /** Changes the byte rate and burst from now on, both in bits. */
    public void changeBits(final long bitsPerSecond, final long burstBits, final long nowNs) {
        bits.change(bitsPerSecond, burstBits, nowNs);
    }

    /** Changes the operation rate and burst from now on. */
    public void changeOperations(final long operationsPerSecond, final long burst, final long nowNs) {
        operations.change(operationsPerSecond, burst, nowNs);
    }

    /** What holds the tenant back at present. */
    public Reason reason() {
        return reason;
    }

    /** For how long in all the tenant wanted to send and was held back. */
    public long throttledNs(final long nowNs) {
        return reason == Reason.NONE ? throttledNs : throttledNs + Math.max(0, nowNs - throttledSinceNs);
    }

    private void throttle(final Reason why, final long nowNs) {
        if (reason == Reason.NONE) {
            throttledSinceNs = nowNs;
        }
        reason = why;
    }

    private static long toBits(final long bytes) {
        return Math.min(bytes, Long.MAX_VALUE >>> 3) << 3;
    }
}
