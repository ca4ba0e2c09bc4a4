package io.weir.router.rnic.soft;

import io.weir.router.rnic.RcErrorSuite;
import io.weir.router.rnic.RcSuite;
import io.weir.router.rnic.UcSuite;
import io.weir.router.rnic.UdSuite;
import org.junit.jupiter.api.Nested;

/** Over a network without trouble. */
class SoftRnicTest {
    @Nested
    class Rc extends RcSuite {
        Rc() {
            super(() -> new SimulatedFabric(0, 0));
        }
    }

    @Nested
    class RcErrors extends RcErrorSuite {
        RcErrors() {
            super(() -> new SimulatedFabric(0, 0));
        }
    }

    @Nested
    class Uc extends UcSuite {
        Uc() {
            super(() -> new SimulatedFabric(0, 0));
        }
    }

    @Nested
    class Ud extends UdSuite {
        Ud() {
            super(() -> new SimulatedFabric(0, 0));
        }
    }
}
