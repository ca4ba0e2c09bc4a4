package io.weir.router.datapath;

import io.weir.policy.TenantLimiters;
import io.weir.router.accounting.TenantMeter;
import io.weir.verbs.Gid;

/**
 * What a virtual device needs on the data path. Limiters and counters belong to the data path from here on.
 *
 * @param tenant   who is limited and metered
 * @param network  virtual network: datagrams of others are not taken
 * @param gid      its virtual GID
 * @param weight   of its share when RNICs are contended, 1 to {@link io.weir.policy.Allowance#MAX_WEIGHT}
 * @param limiters its pace
 * @param usage    what it is billed by
 * @param rail     index of the RNIC whose names it has for its own, on an external network; {@link #VIRTUAL} if its
 *                 names are virtual
 */
public record DeviceSpec(String tenant, String network, Gid gid, int weight, TenantLimiters limiters,
                         TenantMeter usage, int rail) {
    /** No RNIC's names. */
    public static final int VIRTUAL = -1;
}
