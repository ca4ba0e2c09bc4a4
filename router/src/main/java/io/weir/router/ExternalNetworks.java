package io.weir.router;

import io.weir.router.config.ExternalNetworkConfig;
import io.weir.router.config.PeerConfig;
import io.weir.router.config.RouterConfig;
import io.weir.router.rnic.Rnic;
import io.weir.router.tenant.ExternalNetwork;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The external networks of a configuration, on the rail that is open. */
final class ExternalNetworks {
    private ExternalNetworks() {
    }

    static ExternalNetwork named(final String name, final RouterConfig config, final List<Rnic> rnics) {
        final ExternalNetworkConfig network =
            config.networks().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
        final int rail = rnics.size() - 1;
        final Set<Integer> rails = new HashSet<>();
        rails.add(rnics.get(rail).info().address());
        for (final PeerConfig peer : config.peers()) {
            rails.add(peer.rail().address());
        }
        return new ExternalNetwork(name, network.prefixes(), rails, rnics.get(rail).info(), rail);
    }
}
