package io.weir.router.overlay;

import io.weir.router.config.DeviceAddress;
import io.weir.router.config.PeerConfig;
import io.weir.verbs.Gid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is where: virtual devices of other hosts, from the configuration. */
final class Directory {
    private final Map<String, Map<Gid, PeerDevice>> devices = new HashMap<>();

    Directory(final List<PeerConfig> peers, final NameRequests requests) {
        for (final PeerConfig peer : peers) {
            for (final DeviceAddress device : peer.devices()) {
                final Gid gid = Gid.ofIpv4(device.address());
                devices.computeIfAbsent(device.network(), name -> new HashMap<>())
                    .put(gid, new PeerDevice(device.network(), gid, peer.name(), peer.rail(), requests));
            }
        }
    }

    /** The device with that GID on that network, or null. */
    PeerDevice find(final String network, final Gid gid) {
        final Map<Gid, PeerDevice> members = devices.get(network);
        return members == null ? null : members.get(gid);
    }
}
