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
 * @param limiters its pace, and its share of what is contended
 * @param usage    what it is billed by
 * @param rail     index of the RNIC whose names it has for its own, on an external network; {@link #VIRTUAL} if its
 *                 names are virtual
 */
public record DeviceSpec(String tenant, String network, Gid gid, TenantLimiters limiters, TenantMeter usage,
                         int rail) {
    /** No RNIC's names. */
    public static final int VIRTUAL = -1;
}
