package io.weir.router.config;

import io.weir.policy.Allowance;
import io.weir.policy.ByteSize;
import io.weir.policy.Rate;
import io.weir.policy.TenantLimits;

/**
 * Reads how fast a tenant may go: {@code limit}, {@code guarantee}, {@code burst}, {@code weight}, each a kind of rule
 * that holds what it rules, like {@code egress}.
 */
final class LimitsReader {
    private static final String EGRESS = "egress";
    private static final String INGRESS = "ingress";
    private static final String EGRESS_OPERATIONS = "egress-operations";
    private static final String INGRESS_OPERATIONS = "ingress-operations";
    private static final String OPERATIONS = "operations";

    private final Section tenant;
    private final Section limit;
    private final Section guarantee;
    private final Section burst;
    private final Problems problems;

    private LimitsReader(final Section tenant, final Problems problems) {
        this.tenant = tenant;
        this.problems = problems;
        limit = tenant.section("limit");
        guarantee = tenant.section("guarantee");
        burst = tenant.isScalar("burst") ? null : tenant.section("burst");
    }

    /** What the section of a tenant says; the default where it is wrong. */
    static TenantLimits read(final Section tenant, final Problems problems) {
        return new LimitsReader(tenant, problems).read();
    }

    private TenantLimits read() {
        final TenantLimits limits = together(allowance(EGRESS, Rate.Unit.BITS), allowance(INGRESS, Rate.Unit.BITS),
            allowance(EGRESS_OPERATIONS, Rate.Unit.OPERATIONS), allowance(INGRESS_OPERATIONS, Rate.Unit.OPERATIONS),
            allowance(OPERATIONS, Rate.Unit.OPERATIONS));
        if (limit != null && limit.has("burst")) {
            problems.add(limit.at("burst"), "'burst' is no limit: write it beside 'limit', like burst: {egress: 4MiB}");
            limit.get("burst", text -> text, null);
        }
        finish(limit);
        finish(guarantee);
        finish(burst);
        return weighed(limits);
    }

    /** What is guaranteed in each direction is to be within what both may have. */
    private TenantLimits together(final Allowance egress, final Allowance ingress, final Allowance egressOperations,
                                  final Allowance ingressOperations, final Allowance operations) {
        final Rate promised = TenantLimits.guaranteedOperations(egressOperations, ingressOperations);
        if (promised.perSecond() <= operations.limit().perSecond()) {
            return new TenantLimits(egress, ingress, egressOperations, ingressOperations, operations);
        }
        final String last = guarantee.has(INGRESS_OPERATIONS) ? INGRESS_OPERATIONS : EGRESS_OPERATIONS;
        problems.add(guarantee.at(last), "operations are guaranteed " + promised + " in all, more than the limit of "
            + "both directions together, operations: " + operations.limit() + ": guarantee less, or raise that limit");
        final Rate none = Rate.none(Rate.Unit.OPERATIONS);
        return new TenantLimits(egress, ingress, egressOperations.withGuarantee(none),
            ingressOperations.withGuarantee(none), operations);
    }

    private TenantLimits weighed(final TenantLimits limits) {
        if (tenant.has("weight") && !tenant.isScalar("weight")) {
            final Section weight = tenant.section("weight");
            final int egress = weight.integer(EGRESS, 1, Allowance.MAX_WEIGHT, 1);
            final int ingress = weight.integer(INGRESS, 1, Allowance.MAX_WEIGHT, 1);
            weight.finish();
            return limits.withWeights(egress, ingress);
        }
        final int weight = tenant.integer("weight", 1, Allowance.MAX_WEIGHT, 1);
        return limits.withWeights(weight, weight);
    }

    private Allowance allowance(final String what, final Rate.Unit unit) {
        final Rate none = Rate.none(unit);
        final Rate unlimited = Rate.unlimited(unit);
        final Rate bound = rate(limit, what, unlimited);
        final Rate promised = OPERATIONS.equals(what) ? none : rate(guarantee, what, none);
        final Allowance allowance = Allowance.limited(bound).withBurst(burst(what, unit));
        if (promised.isUnlimited()) {
            problems.add(guarantee.at(what), "'" + what + "' guarantees everything: write how much");
        } else if (promised.perSecond() > bound.perSecond()) {
            problems.add(guarantee.at(what), "'" + what + "' guarantees " + promised + ", more than its limit of "
                + bound + ": write " + bound + " or less, or raise the limit");
        } else {
            return allowance.withGuarantee(promised);
        }
        return allowance;
    }

    private static Rate rate(final Section section, final String what, final Rate byDefault) {
        if (section == null) {
            return byDefault;
        }
        final Rate rate = section.get(what,
            byDefault.unit() == Rate.Unit.BITS ? Rate::parseBits : Rate::parseOperations, byDefault);
        return rate == null ? byDefault : rate;
    }

    /** Where one value is said for all, it is bytes, and of both directions. */
    private long burst(final String what, final Rate.Unit unit) {
        final boolean bytes = unit == Rate.Unit.BITS;
        Long read = Allowance.DEFAULT_BURST;
        if (burst != null) {
            read = burst.get(what, bytes ? LimitsReader::parseBytes : LimitsReader::parseCount, read);
        } else if (bytes) {
            read = tenant.get("burst", LimitsReader::parseBytes, read);
        }
        return read == null ? Allowance.DEFAULT_BURST : read;
    }

    static Long parseBytes(final String text) {
        final long bytes = ByteSize.parse(text);
        if (bytes < 1) {
            throw new IllegalArgumentException("'" + text + "' is too small: write 1B or more");
        }
        return bytes;
    }

    static Long parseCount(final String text) {
        if (!text.matches("[0-9]{1,12}") || Long.parseLong(text) < 1) {
            throw new IllegalArgumentException("'" + text + "' is no number of operations: write 1 or more");
        }
        return Long.valueOf(text);
    }

    private static void finish(final Section section) {
        if (section != null) {
            section.finish();
        }
    }
}
