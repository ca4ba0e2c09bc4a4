package io.weir.router.datapath;

import io.weir.policy.TenantLimiters;

/**
 * What a virtual device needs on the data path.
 *
 * @param tenant   who is limited and metered
 * @param weight   of its share when RNICs are contended, 1 to {@link io.weir.policy.TenantPolicy#MAX_WEIGHT}
 * @param limiters its pace; belong to the data path from here on
 */
public record DeviceSpec(String tenant, int weight, TenantLimiters limiters) {
}
