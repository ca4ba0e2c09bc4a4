package io.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.verbs.Errno;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class ReceiveRingTest {
    private static final int DEPTH = 4;
    private static final int MAX_SGE = 2;

    private final int stride = ReceiveQueueDescriptor.stride(MAX_SGE);
    private final UnsafeBuffer buffer = new UnsafeBuffer(
        Arena.ofAuto().allocate(ReceiveQueueDescriptor.ringLength(DEPTH, stride), 64).asByteBuffer());
    private final ReceiveRing ring = new ReceiveRing(buffer, DEPTH, MAX_SGE);
    private final FakeQueue router = new FakeQueue(buffer, DEPTH, stride, 0);
    private final ReceiveWorkRequest wr = new ReceiveWorkRequest();

    @Test
    void shouldWriteEveryFieldWhereTheRouterReadsIt() {
        assertThat(ring.put(wr.wrId(9).addSge(-8, 0xffff_ffffL, 5).addSge(7, 6, -5))).isZero();
        ring.publish();
        final int slot = router.slot(0);
        assertThat(router.posted()).isOne();
        assertThat(router.wrId(0)).isEqualTo(9);
        assertThat(buffer.getInt(slot + ReceiveQueueDescriptor.NUM_SGE_OFFSET)).isEqualTo(2);
        assertThat(buffer.getLong(slot + ReceiveQueueDescriptor.SGES_OFFSET)).isEqualTo(-8);
        assertThat(buffer.getInt(slot + ReceiveQueueDescriptor.SGES_OFFSET + 8)).isEqualTo(-1);
        assertThat(buffer.getInt(slot + ReceiveQueueDescriptor.SGES_OFFSET + 28)).isEqualTo(-5);
    }

    @Test
    void shouldAnswerFullUntilTheRouterTookOne() {
        for (int round = 0; round < 3 * DEPTH; round++) {
            while (ring.put(wr.wrId(round)) == 0) {
                ring.publish();
            }
            assertThat(router.posted()).isEqualTo(DEPTH);
            assertThat(ring.put(wr)).isEqualTo(Errno.ENOMEM);
            router.consume();
        }
    }

    @Test
    void shouldRefuseMoreEntriesThanGranted() {
        assertThat(ring.put(wr.addSge(1, 1, 1).addSge(1, 1, 1).addSge(1, 1, 1))).isEqualTo(Errno.EINVAL);
        assertThat(ring.put(wr.clearSges())).isZero();
    }
}
