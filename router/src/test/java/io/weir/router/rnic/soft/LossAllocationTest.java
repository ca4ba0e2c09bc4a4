package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.RnicAllocationTest;
import io.weir.verbs.QpType;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nothing is allocated either while packets are lost and sent again. */
class LossAllocationTest {
    private static final int LOOPBACK = 0x7F000001;
    private static final int PERIOD = 97;
    /** 4.2 ms: silence is found out soon. */
    private static final int TIMEOUT = 10;
    private static final int MTU = 1024;

    @Test
    void shouldAllocateNothingWhenPacketsAreLost() {
        final LossySocket socketA = new LossySocket(UdpPacketSocket.open(LOOPBACK, 0), PERIOD);
        final LossySocket socketB = new LossySocket(UdpPacketSocket.open(LOOPBACK + 1, 0), PERIOD);
        try (SoftRnic one = new SoftRnic(socketA, "a", MTU, false, new Random(1));
             SoftRnic other = new SoftRnic(socketB, "b", MTU, false, new Random(2))) {
            RnicAllocationTest.measure(one, other, QpType.RC, TIMEOUT);
            final SoftCounters counters = one.softCounters();
            assertThat(socketA.lost + socketB.lost).isGreaterThan(1_000);
            assertThat(counters.packetSequenceErrors + counters.impliedNaks + counters.ackTimeouts).isGreaterThan(100);
        }
    }
}
