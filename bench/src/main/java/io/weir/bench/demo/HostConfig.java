package io.weir.bench.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which of the two hosts, and its router's configuration.
 *
 * @param name   also of its run directory
 * @param number 1 or 2: the last byte of its addresses, physical and virtual
 * @param rail    UDP port of RoCEv2, the same on both hosts
 * @param control UDP port between the routers, the same on both hosts
 * @param carrier what drives the rail
 * @param scale   what the limits are scaled by
 * @param site    where the hosts are
 */
record HostConfig(String name, int number, int rail, int control, HostRail carrier, Scale scale, Site site) {
    private static final int RAIL_PORT = 4791;
    private static final int CONTROL_PORT = 4790;

    /** With the ports that routers use if nobody says otherwise. */
    HostConfig(final String name, final int number, final HostRail carrier, final Scale scale, final Site site) {
        this(name, number, RAIL_PORT, CONTROL_PORT, carrier, scale, site);
    }

    /** On the software RNIC, at full size. */
    HostConfig(final String name, final int number, final int rail, final int control) {
        this(name, number, rail, control, HostRail.SOFT, Scale.FULL, Site.HERE);
    }

    String address() {
        return site.address(number);
    }

    String yaml(final Path directory) throws IOException {
        final HostConfig peer = new HostConfig(number == 1 ? "b" : "a", 3 - number, rail, control, carrier, scale,
            site);
        final int ownUid = (Integer) Files.getAttribute(directory.getParent(), "unix:uid");
        final StringBuilder yaml = new StringBuilder(2048);
        yaml.append("host: ").append(name).append('\n')
            .append("directory: ").append(directory).append('\n')
            .append("rail: ").append(carrier.yaml(address(), rail)).append('\n')
            .append("control: ").append(address()).append(':').append(control).append('\n')
            .append("peers:\n")
            .append("  - name: ").append(peer.name).append('\n')
            .append("    control: ").append(peer.address()).append(':').append(control).append('\n')
            .append("    rail: ").append(carrier.address(peer.address())).append(':').append(rail).append('\n')
            .append("    devices:\n");
        for (final DemoTenant tenant : DemoTenant.values()) {
            yaml.append("      - {network: ").append(tenant.label()).append(", ip: ")
                .append(tenant.virtualAddress(peer.number))
                .append("}\n");
        }
        yaml.append("tenants:\n");
        for (final DemoTenant tenant : DemoTenant.values()) {
            yaml.append("  - name: ").append(tenant.label()).append('\n')
                .append("    uid: ").append(site.uid(tenant, ownUid)).append('\n')
                .append("    network: ").append(tenant.label()).append('\n')
                .append("    ip: ").append(tenant.virtualAddress(number)).append('\n');
            if (scale.limit(tenant) > 0) {
                yaml.append("    limit: {egress: ").append(scale.limit(tenant)).append("bit}\n    burst: ")
                    .append(scale.burst()).append("B\n");
            }
        }
        return yaml.toString();
    }
}
