package io.weir.policy;

import java.util.Objects;

/**
 * How fast a tenant may go. Operations that it is guaranteed are within what it may do in both directions together.
 *
 * @param egress            payload that leaves its memory, in bits
 * @param ingress           payload that arrives in its memory, in bits
 * @param egressOperations  work requests whose payload leaves its memory
 * @param ingressOperations work requests whose payload arrives in its memory
 * @param operations        work requests, both directions together: neither guaranteed nor weighed
 */
public record TenantLimits(Allowance egress, Allowance ingress, Allowance egressOperations,
                           Allowance ingressOperations, Allowance operations) {
    /** Large READs and WRITEs are cut into pieces of so many bytes. */
    public static final int CHUNK_BYTES = 64 * 1024;
    /** No limit at all. */
    public static final TenantLimits NONE = new TenantLimits(
        Allowance.unlimited(Rate.Unit.BITS), Allowance.unlimited(Rate.Unit.BITS),
        Allowance.unlimited(Rate.Unit.OPERATIONS), Allowance.unlimited(Rate.Unit.OPERATIONS),
        Allowance.unlimited(Rate.Unit.OPERATIONS));

    /** Checks the units. */
    public TenantLimits {
        requireUnit(egress, Rate.Unit.BITS, "egress");
        requireUnit(ingress, Rate.Unit.BITS, "ingress");
        requireUnit(egressOperations, Rate.Unit.OPERATIONS, "egress-operations");
        requireUnit(ingressOperations, Rate.Unit.OPERATIONS, "ingress-operations");
        requireUnit(operations, Rate.Unit.OPERATIONS, "operations");
        if (!operations.guarantee().isNone()) {
            throw new IllegalArgumentException(
                "operations of both directions together are not guaranteed: " + operations.guarantee());
        }
        final Rate promised = guaranteedOperations(egressOperations, ingressOperations);
        if (promised.perSecond() > operations.limit().perSecond()) {
            throw new IllegalArgumentException("the guarantees of operations sum to " + promised + ", more than the "
                + "limit of operations of both directions together, " + operations.limit());
        }
    }

    /** What operations of both directions are guaranteed together. */
    public static Rate guaranteedOperations(final Allowance egressOperations, final Allowance ingressOperations) {
        return Rate.ofOperations(Math.min(Rate.MAX_PER_SECOND,
            egressOperations.guarantee().perSecond() + ingressOperations.guarantee().perSecond()));
    }

    /** The same with other bytes out. */
    public TenantLimits withEgress(final Allowance allowance) {
        return new TenantLimits(allowance, ingress, egressOperations, ingressOperations, operations);
    }

    /** The same with other bytes in. */
    public TenantLimits withIngress(final Allowance allowance) {
        return new TenantLimits(egress, allowance, egressOperations, ingressOperations, operations);
    }

    /** The same with other operations out. */
    public TenantLimits withEgressOperations(final Allowance allowance) {
        return new TenantLimits(egress, ingress, allowance, ingressOperations, operations);
    }

    /** The same with other operations in. */
    public TenantLimits withIngressOperations(final Allowance allowance) {
        return new TenantLimits(egress, ingress, egressOperations, allowance, operations);
    }

    /** The same with other operations of both directions together. */
    public TenantLimits withOperations(final Allowance allowance) {
        return new TenantLimits(egress, ingress, egressOperations, ingressOperations, allowance);
    }

    /** The same with other weights, each of bytes and of operations. */
    public TenantLimits withWeights(final int egressWeight, final int ingressWeight) {
        return new TenantLimits(egress.withWeight(egressWeight), ingress.withWeight(ingressWeight),
            egressOperations.withWeight(egressWeight), ingressOperations.withWeight(ingressWeight), operations);
    }

    private static void requireUnit(final Allowance allowance, final Rate.Unit unit, final String name) {
        if (Objects.requireNonNull(allowance, name).unit() != unit) {
            throw new IllegalArgumentException(name + " counts " + allowance.unit() + ", not " + unit);
        }
    }
}
