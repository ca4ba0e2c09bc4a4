package io.weir.router;

import io.weir.router.config.RailConfig;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.local.LocalRnic;
import io.weir.router.rnic.soft.SoftRnic;
import java.util.List;
import java.util.random.RandomGenerator;

/** The RNICs of a router: this host's own memory first, then its rail. */
final class Rnics {
    private Rnics() {
    }

    static List<Rnic> open(final RailConfig rail, final RandomGenerator random) {
        final Rnic local = new LocalRnic(random);
        return switch (rail.kind()) {
            case LOCAL -> List.of(local);
            // the peers are routers like this one
            case SOFT -> List.of(local, SoftRnic.open(rail.address(), rail.port(), false, random));
        };
    }
}
