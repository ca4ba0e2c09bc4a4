package io.weir.policy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A policy as keys and values, in the words of the YAML file: {@code limit.egress} is {@code 2Gbit/s}. Two policies are
 * the same exactly if their settings are.
 */
public final class PolicySettings {
    /** How many of what can be held, and where the policy has it. */
    private static final Map<String, Function<TenantQuota, Integer>> HELD = held();

    private PolicySettings() {
    }

    /** All there is to say of a tenant but its name, in the order in which people read it. */
    public static Map<String, String> of(final TenantPolicy policy) {
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put("network", policy.network());
        settings.put("ip", policy.isExternal() ? "the rail's" : Ipv4.format(policy.address()));
        settings.put("uid", list(policy.uids()));
        settings.put("gid", list(policy.gids()));
        final Map<String, Allowance> allowances = allowances(policy.limits());
        allowances.forEach((what, allowance) -> settings.put("limit." + what, exact(allowance.limit())));
        allowances.forEach((what, allowance) -> {
            if (!"operations".equals(what)) {
                settings.put("guarantee." + what, exact(allowance.guarantee()));
            }
        });
        allowances.forEach((what, allowance) -> settings.put("burst." + what, burst(allowance)));
        settings.put("weight.egress", String.valueOf(policy.limits().egress().weight()));
        settings.put("weight.ingress", String.valueOf(policy.limits().ingress().weight()));
        settings.put("class", policy.service().toString());
        for (final ServiceClass each : ServiceClass.values()) {
            settings.put("classes." + each + ".traffic-class", asking(policy.classes().byTrafficClass(), each));
            settings.put("classes." + each + ".service-level", asking(policy.classes().byServiceLevel(), each));
        }
        settings.put("costs.send", String.valueOf(policy.costs().send()));
        settings.put("costs.write", String.valueOf(policy.costs().write()));
        settings.put("costs.read", String.valueOf(policy.costs().read()));
        settings.put("costs.atomic", String.valueOf(policy.costs().atomic()));
        settings.put("mode", policy.mode().toString());
        settings.put("reach", reach(policy.reach()));
        settings.put("memory", exactBytes(policy.quota().memoryBytes()));
        settings.put("quota.registered", policy.quota().registeredBytes() == ByteSize.MAX
            ? "unlimited" : exactBytes(policy.quota().registeredBytes()));
        settings.put("quota.control-verbs", exact(policy.quota().controlVerbs()));
        settings.put("quota.attaches", exact(policy.quota().attaches()));
        HELD.forEach((what, count) -> settings.put("quota." + what, String.valueOf(count.apply(policy.quota()))));
        return settings;
    }

    private static Map<String, Function<TenantQuota, Integer>> held() {
        final Map<String, Function<TenantQuota, Integer>> held = new LinkedHashMap<>();
        held.put("sessions", TenantQuota::sessions);
        held.put("qps", TenantQuota::qps);
        held.put("cqs", TenantQuota::cqs);
        held.put("srqs", TenantQuota::srqs);
        held.put("pds", TenantQuota::pds);
        held.put("mrs", TenantQuota::mrs);
        held.put("channels", TenantQuota::channels);
        held.put("ahs", TenantQuota::ahs);
        return held;
    }

    private static Map<String, Allowance> allowances(final TenantLimits limits) {
        final Map<String, Allowance> allowances = new LinkedHashMap<>();
        allowances.put("egress", limits.egress());
        allowances.put("ingress", limits.ingress());
        allowances.put("operations", limits.operations());
        allowances.put("egress-operations", limits.egressOperations());
        allowances.put("ingress-operations", limits.ingressOperations());
        return allowances;
    }

    private static String burst(final Allowance allowance) {
        return allowance.unit() == Rate.Unit.BITS
            ? exactBytes(allowance.depth() / 8) : String.valueOf(allowance.depth());
    }

    private static String reach(final Reach reach) {
        if (reach.everybody()) {
            return "everybody on its network";
        }
        final String all = java.util.stream.Stream.concat(
            reach.tenants().stream().sorted(), reach.prefixes().stream().map(Ipv4Prefix::toString).sorted())
            .collect(Collectors.joining(", "));
        return all.isEmpty() ? "nobody" : all;
    }

    private static String asking(final Map<Integer, ServiceClass> classes, final ServiceClass service) {
        return list(classes.keySet().stream().filter(each -> classes.get(each) == service).toList());
    }

    private static String list(final Collection<Integer> ids) {
        return ids.isEmpty() ? "none"
            : ids.stream().map(Integer::toUnsignedString).sorted().collect(Collectors.joining(", "));
    }

    /** Rounded for people where that is the whole truth. */
    private static String exact(final Rate rate) {
        final String text = rate.toString();
        if (rate.isNone() || rate.isUnlimited()) {
            return text;
        }
        final boolean bits = rate.unit() == Rate.Unit.BITS;
        final Rate read = bits ? Rate.parseBits(text) : Rate.parseOperations(text);
        return read.equals(rate) ? text : rate.perSecond() + (bits ? "bit/s" : "/s");
    }

    private static String exactBytes(final long bytes) {
        final String text = ByteSize.format(bytes);
        try {
            return ByteSize.parse(text) == bytes ? text : bytes + "B";
        } catch (final IllegalArgumentException rounded) {
            return bytes + "B";
        }
    }
}
