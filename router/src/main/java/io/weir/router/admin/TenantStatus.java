package io.weir.router.admin;

import io.weir.policy.Allowance;
import io.weir.policy.Ipv4;
import io.weir.policy.Rate;
import io.weir.policy.TenantPolicy;

/**
 * A tenant and its limits; null is no limit.
 *
 * @param name                 of the tenant
 * @param network              its network
 * @param ip                   its device's address: virtual, or on an external network the rail's
 * @param sessions             processes attached
 * @param memoryBytes          that its segments hold
 * @param memoryLimitBytes     that they may hold
 * @param egressBitsPerSecond  limit of what leaves its memory
 * @param ingressBitsPerSecond limit of what arrives in its memory
 * @param operationsPerSecond  limit of work requests
 * @param weight               share of a contended rail
 */
public record TenantStatus(String name, String network, String ip, int sessions, long memoryBytes,
                           long memoryLimitBytes, Long egressBitsPerSecond, Long ingressBitsPerSecond,
                           Long operationsPerSecond, int weight) {
    /** From the policy, and what the tenant holds. */
    public static TenantStatus of(final TenantPolicy policy, final int address, final int sessions,
                                  final long memoryBytes) {
        return new TenantStatus(policy.name(), policy.network(), Ipv4.format(address), sessions, memoryBytes,
            policy.quota().memoryBytes(), limit(policy.limits().egress()), limit(policy.limits().ingress()),
            limit(policy.limits().operations()), policy.limits().egress().weight());
    }

    private static Long limit(final Allowance allowance) {
        final Rate rate = allowance.limit();
        return rate.isUnlimited() ? null : rate.perSecond();
    }
}
