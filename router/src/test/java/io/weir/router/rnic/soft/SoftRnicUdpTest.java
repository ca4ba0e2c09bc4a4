package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.router.rnic.RnicSuite;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Over UDP sockets of the loopback interface, by the real clock. */
class SoftRnicUdpTest extends RnicSuite {
    private static final int LOOPBACK = 0x7F000001;

    @Override
    protected void openRnics() {
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

    @Test
    void shouldSayWhichPortWhenItIsInUse() {
        final int port = rnicA.info().port();
        assertThatThrownBy(() -> SoftRnic.open(LOOPBACK, port, false, new Random(3)))
            .hasMessageContaining("127.0.0.1:" + port).hasMessageContaining("in use");
    }
}
