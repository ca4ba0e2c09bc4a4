package io.weir.policy;

/**
 * The pace of one tenant on one host: a limiter and a guarantee for each direction, weights, class, and what its
 * operations cost. SENDs and WRITEs are charged to egress, READs and atomics to ingress, where their bytes flow.
 * Belongs to the data-path thread.
 */
public final class TenantLimiters {
    private final TokenBucket operations;
    private final RateLimiter egress;
    private final RateLimiter ingress;
    private final Guarantee egressGuarantee;
    private final Guarantee ingressGuarantee;
    private int egressWeight;
    private int ingressWeight;
    private ServiceClass service;
    private final ServiceClass[] byTrafficClass = new ServiceClass[QpClasses.MAX_TRAFFIC_CLASS + 1];
    private final ServiceClass[] byServiceLevel = new ServiceClass[QpClasses.MAX_SERVICE_LEVEL + 1];
    private OperationCosts costs;

    /** As the policy says, with full buckets. */
    public TenantLimiters(final TenantPolicy policy, final long nowNs) {
        this(policy.limits(), nowNs);
        change(policy, nowNs);
    }

    /** With those limits, with full buckets, and all else as it is by default. */
    public TenantLimiters(final TenantLimits limits, final long nowNs) {
        operations = bucket(limits.operations(), nowNs);
        egress = new RateLimiter(bucket(limits.egress(), nowNs), bucket(limits.egressOperations(), nowNs), operations);
        ingress =
            new RateLimiter(bucket(limits.ingress(), nowNs), bucket(limits.ingressOperations(), nowNs), operations);
        egressGuarantee = new Guarantee(limits.egress(), limits.egressOperations(), nowNs);
        ingressGuarantee = new Guarantee(limits.ingress(), limits.ingressOperations(), nowNs);
        weigh(limits);
        service = ServiceClass.NORMAL;
        costs = OperationCosts.EQUAL;
    }

    /**
     * All that the policy says of the pace, from now on; nothing queued is lost. The {@link FairScheduler} is to be
     * told of weights, class and guarantees by the caller.
     */
    public void change(final TenantPolicy policy, final long nowNs) {
        final TenantLimits limits = policy.limits();
        change(operations, limits.operations(), nowNs);
        change(egress.bits(), limits.egress(), nowNs);
        change(egress.operations(), limits.egressOperations(), nowNs);
        change(ingress.bits(), limits.ingress(), nowNs);
        change(ingress.operations(), limits.ingressOperations(), nowNs);
        egress.change(policy.mode(), nowNs);
        ingress.change(policy.mode(), nowNs);
        egressGuarantee.change(limits.egress(), limits.egressOperations(), nowNs);
        ingressGuarantee.change(limits.ingress(), limits.ingressOperations(), nowNs);
        weigh(limits);
        service = policy.service();
        QpClasses.fill(byTrafficClass, policy.classes().byTrafficClass());
        QpClasses.fill(byServiceLevel, policy.classes().byServiceLevel());
        costs = policy.costs();
    }

    private void weigh(final TenantLimits limits) {
        egressWeight = limits.egress().weight();
        ingressWeight = limits.ingress().weight();
    }

    /** What leaves the tenant's memory. */
    public RateLimiter egress() {
        return egress;
    }

    /** What arrives in the tenant's memory. */
    public RateLimiter ingress() {
        return ingress;
    }

    /** What it is entitled to send. */
    public Guarantee egressGuarantee() {
        return egressGuarantee;
    }

    /** What it is entitled to fetch. */
    public Guarantee ingressGuarantee() {
        return ingressGuarantee;
    }

    /** Of its share of what is sent. */
    public int egressWeight() {
        return egressWeight;
    }

    /** Of its share of what is fetched. */
    public int ingressWeight() {
        return ingressWeight;
    }

    /** Who it goes before. */
    public ServiceClass service() {
        return service;
    }

    /** Who of its own a queue pair with that in its address vector goes before: never more than {@link #service}. */
    public ServiceClass service(final int trafficClass, final int serviceLevel) {
        ServiceClass asked = byTrafficClass[trafficClass & QpClasses.MAX_TRAFFIC_CLASS];
        if (asked == null) {
            asked = byServiceLevel[serviceLevel & QpClasses.MAX_SERVICE_LEVEL];
        }
        return asked == null || asked.compareTo(service) < 0 ? service : asked;
    }

    /** How many operations each of its work requests counts for. */
    public OperationCosts costs() {
        return costs;
    }

    private static TokenBucket bucket(final Allowance allowance, final long nowNs) {
        return new TokenBucket(allowance.limit().perSecond(), allowance.depth(), nowNs);
    }

    private static void change(final TokenBucket bucket, final Allowance allowance, final long nowNs) {
        bucket.change(allowance.limit().perSecond(), allowance.depth(), nowNs);
    }
}
