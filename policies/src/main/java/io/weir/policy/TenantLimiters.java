package io.weir.policy;

/**
 * The limiters of one tenant on one host: one per direction, with operations counted together. SENDs and WRITEs are
 * charged to egress, READs and atomics to ingress, where their bytes flow. Belongs to the data-path thread.
 */
public final class TenantLimiters {
    private final RateLimiter egress;
    private final RateLimiter ingress;

    /** Full buckets. */
    public TenantLimiters(final TenantLimits limits, final long nowNs) {
        final TokenBucket operations = bucket(limits.operations(), nowNs);
        egress = new RateLimiter(bucket(limits.egress(), nowNs), operations);
        ingress = new RateLimiter(bucket(limits.ingress(), nowNs), operations);
    }

    /** Changes rates and bursts from now on; nothing queued is lost. */
    public void change(final TenantLimits limits, final long nowNs) {
        egress.changeBits(limits.egress().limit().perSecond(), limits.egress().depth(), nowNs);
        egress.changeOperations(limits.operations().limit().perSecond(), limits.operations().depth(), nowNs);
        ingress.changeBits(limits.ingress().limit().perSecond(), limits.ingress().depth(), nowNs);
    }

    /** What leaves the tenant's memory. */
    public RateLimiter egress() {
        return egress;
    }

    /** What arrives in the tenant's memory. */
    public RateLimiter ingress() {
        return ingress;
    }

    private static TokenBucket bucket(final Allowance allowance, final long nowNs) {
        return new TokenBucket(allowance.limit().perSecond(), allowance.depth(), nowNs);
    }
}
