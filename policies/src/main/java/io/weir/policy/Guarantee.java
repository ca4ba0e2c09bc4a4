package io.weir.policy;

/**
 * What one tenant is entitled to in one direction before others get more: so many bytes and so many operations a
 * second, whichever it has had less of. What it has beyond that, by its share, is not counted. One thread; allocates
 * nothing.
 */
public final class Guarantee {
    /** A message counts for so many bytes at least: small ones are guaranteed as operations. */
    public static final int MIN_BYTES = 1024;

    private TokenBucket bits;
    private TokenBucket operations;

    Guarantee(final Allowance bytes, final Allowance ops, final long nowNs) {
        change(bytes, ops, nowNs);
    }

    void change(final Allowance bytes, final Allowance ops, final long nowNs) {
        bits = changed(bits, bytes, nowNs);
        operations = changed(operations, ops, nowNs);
    }

    private static TokenBucket changed(final TokenBucket bucket, final Allowance allowance, final long nowNs) {
        if (allowance.guarantee().isNone()) {
            return null;
        }
        final long rate = allowance.guarantee().perSecond();
        final long depth = Allowance.limited(allowance.guarantee()).depth();
        if (bucket == null) {
            return new TokenBucket(rate, depth, nowNs);
        }
        bucket.change(rate, depth, nowNs);
        return bucket;
    }

    /** Takes a piece that was posted by right of this guarantee. */
    public void take(final long nowNs, final long bytes, final long ops) {
        if (bits != null) {
            bits.take(Math.max(bytes, ops == 0 ? 0 : MIN_BYTES) * Byte.SIZE, nowNs);
        }
        if (operations != null) {
            operations.take(ops, nowNs);
        }
    }

    /** From when on it is entitled to the next piece; {@link FairScheduler#NEVER} without any guarantee. */
    public long nextNs(final long nowNs) {
        if (bits == null) {
            return operations == null ? FairScheduler.NEVER : operations.nextAdmissionNs(1, nowNs);
        }
        final long byBits = bits.nextAdmissionNs(1, nowNs);
        if (operations == null) {
            return byBits;
        }
        final long byOperations = operations.nextAdmissionNs(1, nowNs);
        return byBits - byOperations <= 0 ? byBits : byOperations;
    }
}
