package io.weir.router;

import io.weir.policy.Ipv4;
import io.weir.router.config.CaptureConfig;
import io.weir.router.config.DeviceConfig;
import io.weir.router.config.Endpoint;
import io.weir.router.config.RailConfig;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.local.LocalRnic;
import io.weir.router.rnic.soft.PacketCapture;
import io.weir.router.rnic.soft.SoftRnic;
import io.weir.router.rnic.verbs.VerbsRnic;
import io.weir.router.rnic.verbs.ibv.IbvUnavailableException;
import io.weir.shm.linux.LinuxException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
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
    static List<Rnic> open(final RailConfig rail, final boolean foreignPeers, final RandomGenerator random,
                           final Consumer<String> log) throws IOException {
        final Rnic local = new LocalRnic(random);
        return switch (rail.kind()) {
            case LOCAL -> List.of(local);
            case SOFT -> List.of(local, soft(rail, foreignPeers, random, log));
            case VERBS -> List.of(local, verbs(rail.device()));
        };
    }

    private static Rnic verbs(final DeviceConfig config) throws IOException {
        try {
            return VerbsRnic.open(config.device(), config.port(), config.gid());
        } catch (final IbvUnavailableException | IllegalArgumentException | LinuxException thrown) {
            throw new IOException("rail " + config + ": " + thrown.getMessage(), thrown);
        }
    }

    private static Rnic soft(final RailConfig rail, final boolean foreignPeers, final RandomGenerator random,
                             final Consumer<String> log) throws IOException {
        try {
            final SoftRnic rnic =
                SoftRnic.open(rail.address(), rail.port(), foreignPeers, random, () -> capture(rail, log));
            if (rail.mtu() > rnic.info().mtu()) {
                final int room = rnic.info().mtu();
                rnic.close();
                throw new IOException("'mtu' of 'rail': packets of " + rail.mtu()
                    + " bytes do not fit the interface of " + Ipv4.format(rail.address()) + ", which has room for "
                    + room + ": leave 'mtu' out, or give the interface a larger MTU");
            }
            return rnic;
        } catch (final LinuxException thrown) {
            throw HostPorts.railRefusal(new Endpoint(rail.address(), rail.port()), thrown);
        }
    }

    private static PacketCapture capture(final RailConfig rail, final Consumer<String> log) throws IOException {
        final CaptureConfig wanted = rail.capture();
        return wanted == null ? null
            : PacketCapture.open(wanted.file(), wanted.limit(), rail.address(), rail.port(), log);
    }
}
