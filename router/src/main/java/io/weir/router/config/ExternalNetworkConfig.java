package io.weir.router.config;

import io.weir.policy.Ipv4Prefix;
import java.util.List;

/**
 * A network of endpoints that no Weir router serves: hardware, kernels. Names on it are physical.
 *
 * @param name     as tenants' {@code network} has it
 * @param prefixes where its endpoints may be, one at least
 */
public record ExternalNetworkConfig(String name, List<Ipv4Prefix> prefixes) {
    /** Copies the list. */
    public ExternalNetworkConfig {
        prefixes = List.copyOf(prefixes);
    }
}
