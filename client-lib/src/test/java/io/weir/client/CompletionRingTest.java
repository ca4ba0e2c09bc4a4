package io.weir.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.linux.Fd;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.lang.foreign.Arena;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class CompletionRingTest {
    private static final long SEED = 22;
    private static final int DEPTH = 8;

    private final UnsafeBuffer buffer = new UnsafeBuffer(
        Arena.ofAuto().allocate(CompletionQueueDescriptor.ringLength(DEPTH), 64).asByteBuffer());
    private final CompletionRing ring = new CompletionRing(buffer, DEPTH);
    private final FakeCq router = new FakeCq(buffer, DEPTH, 1, Fd.NONE);
    private final WorkCompletion wc = new WorkCompletion();

    @Test
    void shouldReadEveryField() {
        router.complete(-4, WcStatus.RNR_RETRY_EXC_ERR, WcOpcode.RECV_RDMA_WITH_IMM, 0x9000_0000);
        assertThat(ring.poll(wc)).isTrue();
        assertThat(wc.wrId()).isEqualTo(-4);
        assertThat(wc.status()).isEqualTo(WcStatus.RNR_RETRY_EXC_ERR);
        assertThat(wc.isSuccess()).isFalse();
        assertThat(wc.opcode()).isEqualTo(WcOpcode.RECV_RDMA_WITH_IMM);
        assertThat(wc.byteLength()).isEqualTo(0x9000_0000L);
        assertThat(wc.immediate()).isEqualTo(-3);
        assertThat(wc.hasImmediate()).isTrue();
        assertThat(wc.qpNumber()).isEqualTo(0x1234);
    }

    @Test
    void shouldWriteNothingWhenThereIsNothing() {
        assertThat(ring.poll(wc)).isFalse();
        assertThat(ring.poll(WorkCompletion.array(4), 4)).isZero();
        for (int i = 0; i < buffer.capacity(); i++) {
            assertThat(buffer.getByte(i)).isZero();
        }
    }

    @Test
    void shouldHandOutEveryCompletionOnceAndInOrderWhenItWraps() {
        final Random random = new Random(SEED);
        final WorkCompletion[] wcs = WorkCompletion.array(DEPTH);
        long written = 0;
        long read = 0;
        for (int i = 0; i < 50_000; i++) {
            if (random.nextBoolean() && written - read < DEPTH) {
                router.complete(written++);
            } else {
                final int max = random.nextInt(DEPTH + 1);
                final int taken = ring.poll(wcs, max);
                assertThat(taken).isEqualTo((int) Math.min(max, written - read));
                for (int n = 0; n < taken; n++) {
                    assertThat(wcs[n].wrId()).as("round %d, seed %d", i, SEED).isEqualTo(read++);
                }
                assertThat(router.consumer()).isEqualTo(read);
            }
        }
        assertThat(read).isGreaterThan(10L * DEPTH);
    }

    @Test
    void shouldNotWeakenAnArmedQueueWhenAskedForSolicitedOnly() {
        ring.arm(true);
        assertThat(router.armed()).isEqualTo(CompletionQueueDescriptor.ARMED_SOLICITED);
        ring.arm(false);
        assertThat(router.armed()).isEqualTo(CompletionQueueDescriptor.ARMED_NEXT);
        ring.arm(true);
        assertThat(router.armed()).isEqualTo(CompletionQueueDescriptor.ARMED_NEXT);
    }
}
