package io.weir.policy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Changes single settings of a policy by their keys, as {@link PolicySettings} names them. */
public final class PolicyEdit {
    /** What can be changed. */
    public static final List<String> KEYS = List.of("limit.egress", "limit.ingress", "limit.operations",
        "limit.egress-operations", "limit.ingress-operations", "guarantee.egress", "guarantee.ingress",
        "guarantee.egress-operations", "guarantee.ingress-operations", "burst.egress", "burst.ingress",
        "weight.egress", "weight.ingress", "class", "mode");

    private static final String GUARANTEE = "guarantee.";

    private PolicyEdit() {
    }

    /**
     * The policy with these settings in place of its own; limits before guarantees, so that both may go up at once.
     *
     * @param changes by key, each one of {@link #KEYS}
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static TenantPolicy apply(final TenantPolicy policy, final Map<String, String> changes) {
        final boolean rates = haveRates(changes);
        TenantPolicy changed = rates ? policy.withLimits(withoutGuarantees(policy.limits())) : policy;
        for (final Map.Entry<String, String> change : changes.entrySet()) {
            if (!change.getKey().startsWith(GUARANTEE)) {
                changed = apply(changed, change.getKey(), change.getValue());
            }
        }
        return rates ? withGuarantees(changed, policy.limits(), changes) : changed;
    }

    /** Those that are told, and of the others those of before. */
    private static TenantPolicy withGuarantees(final TenantPolicy policy, final TenantLimits before,
                                               final Map<String, String> changes) {
        TenantPolicy changed = policy;
        for (final String key : KEYS) {
            if (key.startsWith(GUARANTEE)) {
                final String told = changes.get(key);
                if (told != null) {
                    changed = apply(changed, key, told);
                } else {
                    final String what = key.substring(GUARANTEE.length());
                    changed = keep(changed, key, what, allowance(before, what).guarantee());
                }
            }
        }
        return changed;
    }

    private static TenantPolicy keep(final TenantPolicy policy, final String key, final String what,
                                     final Rate guarantee) {
        try {
            return allowance(policy, what, each -> each.withGuarantee(guarantee));
        } catch (final IllegalArgumentException wrong) {
            throw new IllegalArgumentException("'" + key + "': " + wrong.getMessage(), wrong);
        }
    }

    private static TenantPolicy apply(final TenantPolicy policy, final String key, final String value) {
        final int dot = key.indexOf('.');
        final String kind = dot < 0 ? key : key.substring(0, dot);
        final String what = key.substring(dot + 1);
        try {
            return switch (kind) {
                case "limit" -> allowance(policy, what, each -> each.withLimit(rate(each, value)));
                case "guarantee" -> allowance(policy, what, each -> each.withGuarantee(
                    "none".equals(value) ? Rate.none(each.unit()) : rate(each, value)));
                case "burst" -> allowance(policy, what, each -> each.withBurst(ByteSize.parse(value)));
                case "weight" -> weighed(policy, what, weight(value));
                case "class" -> policy.withService(ServiceClass.parse(value));
                case "mode" -> policy.withMode(Mode.parse(value));
                default -> throw new IllegalArgumentException("known are " + String.join(", ", KEYS));
            };
        } catch (final IllegalArgumentException wrong) {
            throw new IllegalArgumentException("'" + key + "': " + wrong.getMessage(), wrong);
        }
    }

    private static TenantPolicy allowance(final TenantPolicy policy, final String what,
                                          final UnaryOperator<Allowance> change) {
        final TenantLimits limits = policy.limits();
        return policy.withLimits(switch (what) {
            case "egress" -> limits.withEgress(change.apply(limits.egress()));
            case "ingress" -> limits.withIngress(change.apply(limits.ingress()));
            case "operations" -> limits.withOperations(change.apply(limits.operations()));
            case "egress-operations" -> limits.withEgressOperations(change.apply(limits.egressOperations()));
            case "ingress-operations" -> limits.withIngressOperations(change.apply(limits.ingressOperations()));
            default -> throw new IllegalArgumentException("known are " + String.join(", ", KEYS));
        });
    }

    private static TenantPolicy weighed(final TenantPolicy policy, final String what, final int weight) {
        final TenantLimits limits = policy.limits();
        return policy.withLimits(switch (what) {
            case "egress" -> limits.withWeights(weight, limits.ingress().weight());
            case "ingress" -> limits.withWeights(limits.egress().weight(), weight);
            default -> throw new IllegalArgumentException("known are " + String.join(", ", KEYS));
        });
    }

    private static Allowance allowance(final TenantLimits limits, final String what) {
        return switch (what) {
            case "egress" -> limits.egress();
            case "ingress" -> limits.ingress();
            case "egress-operations" -> limits.egressOperations();
            case "ingress-operations" -> limits.ingressOperations();
            default -> throw new IllegalArgumentException("no guarantee of " + what);
        };
    }

    private static boolean haveRates(final Map<String, String> changes) {
        for (final String key : changes.keySet()) {
            if (key.startsWith("limit.") || key.startsWith(GUARANTEE)) {
                return true;
            }
        }
        return false;
    }

    /** A new limit may be below the old guarantee: whether what remains fits is seen when all is changed. */
    private static TenantLimits withoutGuarantees(final TenantLimits limits) {
        return limits.withEgress(limits.egress().withGuarantee(Rate.none(Rate.Unit.BITS)))
            .withIngress(limits.ingress().withGuarantee(Rate.none(Rate.Unit.BITS)))
            .withEgressOperations(limits.egressOperations().withGuarantee(Rate.none(Rate.Unit.OPERATIONS)))
            .withIngressOperations(limits.ingressOperations().withGuarantee(Rate.none(Rate.Unit.OPERATIONS)));
    }

    private static Rate rate(final Allowance allowance, final String value) {
        return allowance.unit() == Rate.Unit.BITS ? Rate.parseBits(value) : Rate.parseOperations(value);
    }

    private static int weight(final String value) {
        if (!value.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(
                "'" + value + "' is no weight: write a whole number from 1 to " + Allowance.MAX_WEIGHT);
        }
        return Integer.parseInt(value);
    }
}
