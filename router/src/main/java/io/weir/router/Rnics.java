package io.weir.router;

import io.weir.router.config.Endpoint;
import io.weir.router.config.RailConfig;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.local.LocalRnic;
import io.weir.router.rnic.soft.SoftRnic;
import io.weir.shm.linux.LinuxException;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** The RNICs of a router: this host's own memory first, then its rail. */
final class Rnics {
    private Rnics() {
    }

    /**
     * Opens them.
     *
     * @param foreignPeers whether there may be peers on the rail that are no routers
     */
    static List<Rnic> open(final RailConfig rail, final boolean foreignPeers, final RandomGenerator random)
        throws IOException {
        final Rnic local = new LocalRnic(random);
        return switch (rail.kind()) {
            case LOCAL -> List.of(local);
            case SOFT -> List.of(local, soft(rail, foreignPeers, random));
        };
    }

    private static Rnic soft(final RailConfig rail, final boolean foreignPeers, final RandomGenerator random)
        throws IOException {
        try {
            return SoftRnic.open(rail.address(), rail.port(), foreignPeers, random);
        } catch (final LinuxException thrown) {
            throw HostPorts.railRefusal(new Endpoint(rail.address(), rail.port()), thrown);
        }
    }
}
