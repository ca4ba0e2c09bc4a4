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
        final TokenBucket operations =
            new TokenBucket(limits.operations().perSecond(), limits.operationsBurst(), nowNs);
        egress = new RateLimiter(
            new TokenBucket(limits.egress().perSecond(), limits.egressBurstBits(), nowNs), operations);
        ingress = new RateLimiter(
            new TokenBucket(limits.ingress().perSecond(), limits.ingressBurstBits(), nowNs), operations);
    }

    /** Changes rates and bursts from now on; nothing queued is lost. */
    public void change(final TenantLimits limits, final long nowNs) {
        egress.changeBits(limits.egress().perSecond(), limits.egressBurstBits(), nowNs);
        egress.changeOperations(limits.operations().perSecond(), limits.operationsBurst(), nowNs);
        ingress.changeBits(limits.ingress().perSecond(), limits.ingressBurstBits(), nowNs);
    }

    /** What leaves the tenant's memory. */
    public RateLimiter egress() {
        return egress;
    }

    /** What arrives in the tenant's memory. */
    public RateLimiter ingress() {
        return ingress;
    }
}
