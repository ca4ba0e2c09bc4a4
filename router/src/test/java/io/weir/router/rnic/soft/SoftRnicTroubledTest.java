package io.weir.router.rnic.soft;

import io.weir.router.rnic.RcErrorSuite;
import io.weir.router.rnic.RcSuite;
import io.weir.router.rnic.UcSuite;
import io.weir.router.rnic.UdSuite;
import org.junit.jupiter.api.Nested;

/** Over a network that loses, repeats, delays and corrupts one packet in ten each. */
class SoftRnicTroubledTest {
    private static final long SEED = 42;

    @Nested
    class Rc extends RcSuite {
        Rc() {
            super(() -> new SimulatedFabric(SEED, 0.1));
        }
    }

    @Nested
    class RcErrors extends RcErrorSuite {
        RcErrors() {
            super(() -> new SimulatedFabric(SEED, 0.1));
        }
    }

    @Nested
    class Uc extends UcSuite {
        Uc() {
            super(() -> new SimulatedFabric(SEED, 0.1));
        }
    }

    @Nested
    class Ud extends UdSuite {
        Ud() {
            super(() -> new SimulatedFabric(SEED, 0.1));
        }
    }
}
