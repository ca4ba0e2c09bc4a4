package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UdpFlowsTest {
    private static final int LOOPBACK = 0x7F000001;

    @Test
    void shouldHavePortsOfTheirOwnAmongThoseOfRoceWhenSeveralShareAnAddress() {
        try (UdpFlows one = new UdpFlows(LOOPBACK); UdpFlows other = new UdpFlows(LOOPBACK)) {
            final int[] ports = IntStream.range(0, UdpFlows.COUNT)
                .flatMap(flow -> IntStream.of(one.port(flow), other.port(flow))).toArray();
            assertThat(Arrays.stream(ports).distinct().count()).isEqualTo(2 * UdpFlows.COUNT);
            assertThat(Arrays.stream(ports)).allMatch(port -> port >= 0xC000 && port <= 0xFFFF);
        }
    }

    @Test
    void shouldChooseTheSourcePortsUpperBitsThatLinuxWouldChoose() {
        final Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            final int here = random.nextInt(1 << 24);
            final int there = random.nextInt(1 << 24);
            assertThat(UdpFlows.of(here, there)).isEqualTo((linuxSourcePort(here, there) - 0xC000) >> 10);
        }
    }

    /** As rdma_calc_flow_label and rdma_flow_label_to_udp_sport say it. */
    private static int linuxSourcePort(final long here, final long there) {
        long v = here * there;
        v ^= v >>> 20;
        v ^= v >>> 40;
        final long label = v & 0xFFFFF;
        return (int) ((label & 0x3FFF) ^ ((label & 0xFC000) >> 14)) | 0xC000;
    }

    @Test
    void shouldSpreadQueuePairsOverAllFlowsWhenThereAreMany() {
        final Random random = new Random(1);
        final long used = IntStream.range(0, 1000)
            .map(i -> UdpFlows.of(random.nextInt(1 << 24), random.nextInt(1 << 24))).distinct().count();
        assertThat(used).isEqualTo(UdpFlows.COUNT);
    }
}
