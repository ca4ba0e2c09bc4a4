package io.weir.router.cli;

import io.weir.policy.ByteSize;
import io.weir.policy.Ipv4;
import io.weir.policy.Ipv4Prefix;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import io.weir.router.config.ExternalNetworkConfig;
import io.weir.router.config.PeerConfig;
import io.weir.router.config.RouterConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says in a few lines what a router serves. */
final class Banner {
    private Banner() {
    }

    static List<String> lines(final RouterConfig config) {
        final List<String> lines = new ArrayList<>();
        lines.add("router " + config.host() + ", process " + ProcessHandle.current().pid() + ", in "
            + config.directory());
        lines.add("rail " + config.rail() + (config.peers().isEmpty() ? "" : ", control " + config.control()));
        if (config.adminHttp() != null) {
            lines.add("page http://" + config.adminHttp() + "/");
        }
        for (final PeerConfig peer : config.peers()) {
            lines.add("peer " + peer.name() + ", control " + peer.control() + ", rail " + peer.rail() + ", "
                + peer.devices().size() + (peer.devices().size() == 1 ? " device" : " devices"));
        }
        for (final ExternalNetworkConfig network : config.networks()) {
            lines.add("external network " + network.name() + ", endpoints in " + network.prefixes().stream()
                .map(Ipv4Prefix::toString).collect(Collectors.joining(", ")));
        }
        for (final TenantPolicy tenant : config.tenants()) {
            lines.add("tenant " + tenant.name() + ", "
                + (tenant.isExternal() ? "the rail's address" : Ipv4.format(tenant.address()))
                + " on " + tenant.network() + ", attaches in " + config.attachSocket(tenant.name()).getParent());
            final TenantLimits limits = tenant.limits();
            lines.add("  egress " + limits.egress().limit() + ", ingress " + limits.ingress().limit()
                + ", operations " + limits.operations().limit() + ", weight " + limits.egress().weight() + ", memory "
                + ByteSize.format(tenant.quota().memoryBytes()));
        }
        return lines;
    }
}
