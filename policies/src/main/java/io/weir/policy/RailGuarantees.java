package io.weir.policy;

import java.util.Collection;
import java.util.function.Function;

/** What a rail is promised: no more than it can carry. */
public final class RailGuarantees {
    private RailGuarantees() {
    }

    /** What all of them are guaranteed together, in bits per second. */
    public static long sum(final Collection<TenantPolicy> tenants, final Function<TenantLimits, Allowance> direction) {
        return tenants.stream().mapToLong(each -> direction.apply(each.limits()).guarantee().perSecond()).sum();
    }

    /**
     * Throws, saying by how much, if a direction of a rail is promised more than it carries.
     *
     * @throws IllegalArgumentException with one line for the operator
     */
    public static void check(final Collection<TenantPolicy> tenants, final Rate capacity) {
        check("egress", sum(tenants, TenantLimits::egress), capacity);
        check("ingress", sum(tenants, TenantLimits::ingress), capacity);
    }

    private static void check(final String direction, final long promised, final Rate capacity) {
        if (promised > capacity.perSecond()) {
            throw new IllegalArgumentException("the tenants' guarantees of " + direction + " sum to "
                + describe(promised) + ", more than the rail's capacity of " + capacity);
        }
    }

    private static String describe(final long bitsPerSecond) {
        return bitsPerSecond <= Rate.MAX_PER_SECOND ? Rate.ofBits(bitsPerSecond).toString() : bitsPerSecond + "bit/s";
    }
}
