package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.router.rnic.RcErrorSuite;
import io.weir.router.rnic.RcSuite;
import io.weir.router.rnic.RnicFabric;
import io.weir.router.rnic.UcSuite;
import io.weir.router.rnic.UdSuite;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Over UDP sockets of the loopback interface, by the real clock. */
class SoftRnicUdpTest {
    private static final int LOOPBACK = 0x7F000001;

    @Nested
    class Rc extends RcSuite {
        Rc() {
            super(Loopback::new);
        }
    }

    @Nested
    class RcErrors extends RcErrorSuite {
        RcErrors() {
            super(Loopback::new);
        }
    }

    @Nested
    class Uc extends UcSuite {
        Uc() {
            super(Loopback::new);
        }
    }

    @Nested
    class Ud extends UdSuite {
        Ud() {
            super(Loopback::new);
        }
    }

    @Test
    void shouldSayWhichPortWhenItIsInUse() {
        try (RnicFabric fabric = new Loopback()) {
            final int port = fabric.rnicA.info().port();
            assertThatThrownBy(() -> SoftRnic.open(LOOPBACK, port, false, new Random(3)))
                .hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("in use");
        }
    }

    private static final class Loopback extends RnicFabric {
        Loopback() {
            nowNs = System.nanoTime();
            rnicA = SoftRnic.open(LOOPBACK, 0, false, new Random(1));
            rnicB = SoftRnic.open(LOOPBACK + 1, 0, false, new Random(2));
        }

        @Override
        protected void step() {
            nowNs = System.nanoTime();
            rnicA.poll(nowNs);
            rnicB.poll(nowNs);
        }
    }
}
