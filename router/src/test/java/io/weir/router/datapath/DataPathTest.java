package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.TenantLimits;
import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.router.datapath.TestTenant.Sge;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.SendFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work requests from ring to completion. */
class DataPathTest {
    private final TestHost host = new TestHost();
    private final TestTenant alice = host.tenant("alice");
    private final TestTenant bob = host.tenant("bob");
    private final Cq aliceCq = alice.cq(64);
    private final Cq bobCq = bob.cq(64);
    private final Qp a = alice.qp(aliceCq, 16);
    private final Qp b = bob.qp(bobCq, 16);
    private final Buffer source = alice.buffer(1 << 20);
    private final Buffer target = bob.buffer(1 << 20);

    @BeforeEach
    void connected() {
        connect(a, b);
        final byte[] bytes = new byte[1 << 20];
        new Random(1).nextBytes(bytes);
        source.memory().put(0, bytes);
    }

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldDeliverASendToTheReceiveThatWaits() {
        b.receives.post(77, target.sge(0, 100), target.sge(1000, 100));
        a.send(11, source.sge(0, 50), source.sge(100, 100));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("11 SUCCESS SEND 150 " + a.number());
        assertThat(bobCq.poll()).containsExactly("77 SUCCESS RECV 150 " + b.number());
        assertThat(target.memory().bytes(0, 50)).isEqualTo(source.memory().bytes(0, 50));
        assertThat(target.memory().bytes(50, 50)).isEqualTo(source.memory().bytes(100, 50));
        assertThat(target.memory().bytes(1000, 50)).isEqualTo(source.memory().bytes(150, 50));
        assertThat(a.consumer()).isEqualTo(1);
    }

    @Test
    void shouldDeliverASendWhenTheReceiveComesLater() {
        a.send(11, source.sge(0, 10));
        host.run();
        assertThat(aliceCq.poll()).isEmpty();
        b.receives.post(77, target.sge(0, 10));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("11 SUCCESS SEND 10 " + a.number());
        assertThat(bobCq.poll()).containsExactly("77 SUCCESS RECV 10 " + b.number());
    }

    @Test
    void shouldSendInlineFromTheSlot() {
        b.receives.post(77, target.sge(0, 100));
        a.postInline(11, Opcode.SEND.value(), 5, "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("11 SUCCESS SEND 5 " + a.number());
        assertThat(target.memory().bytes(0, 5)).isEqualTo(new byte[]{'h', 'e', 'l', 'l', 'o'});
    }

    @Test
    void shouldCutALargeWriteAcrossSges() {
        a.write(11, target, 5, source.sge(1, 70_000), source.sge(100_000, 1), source.sge(200_000, 200_001));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("11 SUCCESS RDMA_WRITE 270002 " + a.number());
        assertThat(target.memory().bytes(5, 70_000)).isEqualTo(source.memory().bytes(1, 70_000));
        assertThat(target.memory().getByte(70_005)).isEqualTo(source.memory().getByte(100_000));
        assertThat(target.memory().bytes(70_006, 200_001)).isEqualTo(source.memory().bytes(200_000, 200_001));
        assertThat(target.memory().getByte(270_007)).isZero();
    }

    @Test
    void shouldReadALargeMessage() {
        final Buffer here = bob.buffer(1 << 20);
        b.read(11, source, 3, here.sge(9, 100_000), here.sge(200_000, 100_000));
        host.run();
        assertThat(bobCq.poll()).containsExactly("11 SUCCESS RDMA_READ 200000 " + b.number());
        assertThat(here.memory().bytes(9, 100_000)).isEqualTo(source.memory().bytes(3, 100_000));
        assertThat(here.memory().bytes(200_000, 100_000)).isEqualTo(source.memory().bytes(100_003, 100_000));
    }

    @Test
    void shouldTellTheWholeLengthOfAWriteWithImmediate() {
        b.receives.post(77);
        a.post(11, Opcode.RDMA_WRITE_WITH_IMM.value(), SendFlags.SIGNALED, target.address(), target.mr().rkey(), 42,
            source.sge(0, 300_000));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("11 SUCCESS RDMA_WRITE 300000 " + a.number());
        assertThat(bobCq.poll()).containsExactly("77 SUCCESS RECV_RDMA_WITH_IMM 300000 imm=42 " + b.number());
        assertThat(target.memory().bytes(0, 300_000)).isEqualTo(source.memory().bytes(0, 300_000));
    }

    @Test
    void shouldKeepTheOrderWhenSmallAndLargeAndBothDirectionsFollowEachOther() {
        final long chunk = TenantLimits.CHUNK_BYTES;
        for (int i = 0; i < 4; i++) {
            a.write(4 * i, target, 0, source.sge(0, 8));
            a.write(4 * i + 1, target, 8, source.sge(8, 8));
            a.read(4 * i + 2, target, 0, source.sge(1 << 19, 16));
            a.write(4 * i + 3, target, 16, source.sge(16, (int) chunk + 1));
        }
        host.run();
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            expected.add(4 * i + " SUCCESS RDMA_WRITE 8 " + a.number());
            expected.add(4 * i + 1 + " SUCCESS RDMA_WRITE 8 " + a.number());
            expected.add(4 * i + 2 + " SUCCESS RDMA_READ 16 " + a.number());
            expected.add(4 * i + 3 + " SUCCESS RDMA_WRITE " + (chunk + 1) + " " + a.number());
        }
        assertThat(aliceCq.poll()).isEqualTo(expected);
        assertThat(source.memory().bytes(1 << 19, 16)).isEqualTo(source.memory().bytes(0, 16));
        assertThat(target.memory().bytes(0, (int) chunk + 17)).isEqualTo(source.memory().bytes(0, (int) chunk + 17));
    }

    @Test
    void shouldDoAtomics() {
        target.memory().putLong(8, 40);
        a.postAtomic(1, Opcode.ATOMIC_FETCH_AND_ADD.value(), target.address() + 8, target.mr().rkey(), 2, 0,
            source.sge(0, 8));
        a.postAtomic(2, Opcode.ATOMIC_CMP_AND_SWP.value(), target.address() + 8, target.mr().rkey(), 42, 7,
            source.sge(8, 8));
        host.run();
        assertThat(aliceCq.poll()).containsExactly(
            "1 SUCCESS FETCH_ADD 8 " + a.number(), "2 SUCCESS COMP_SWAP 8 " + a.number());
        assertThat(source.memory().getLong(0)).isEqualTo(40);
        assertThat(source.memory().getLong(8)).isEqualTo(42);
        assertThat(target.memory().getLong(8)).isEqualTo(7);
    }

    @Test
    void shouldFreeSlotsOfUnsignaledSendsWithoutACompletion() {
        for (int i = 0; i < 16; i++) {
            a.write(i, 0, target, i * 64L, source.sge(i * 64L, 64));
        }
        host.run();
        assertThat(aliceCq.poll()).isEmpty();
        assertThat(a.consumer()).isEqualTo(16);
        a.write(16, target, 0, source.sge(0, 64));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("16 SUCCESS RDMA_WRITE 64 " + a.number());
    }

    @Test
    void shouldCompleteAnEmptyWriteWhateverItsKey() {
        a.post(11, Opcode.RDMA_WRITE.value(), SendFlags.SIGNALED, 0, 12345, 0);
        host.run();
        assertThat(aliceCq.poll()).containsExactly("11 SUCCESS RDMA_WRITE 0 " + a.number());
    }

    @Test
    void shouldRefuseAKeyOfAnotherDevice() {
        final Buffer own = alice.buffer(4096);
        a.write(11, own, 0, source.sge(0, 64));
        a.write(12, 0, target, 0, source.sge(0, 64));
        host.run();
        assertThat(aliceCq.poll()).containsExactly(
            "11 REM_ACCESS_ERR RDMA_WRITE 64 " + a.number(), "12 WR_FLUSH_ERR RDMA_WRITE 64 " + a.number());
        assertThat(a.dataQp().state()).isEqualTo(QpState.ERR);
        assertThat(bob.events).containsExactly("QP_ACCESS_ERR " + b.number());
        assertThat(b.dataQp().state()).isEqualTo(QpState.ERR);
    }

    @Test
    void shouldRefuseWhatIsWrongByItselfAfterWhatWasPostedBefore() {
        a.write(1, 0, target, 0, source.sge(0, 200_000));
        a.write(2, 0, target, 0, new Sge(source.address(), 64, 4711));
        a.write(3, 0, target, 0, source.sge(0, 64));
        host.run();
        assertThat(aliceCq.poll()).containsExactly(
            "2 LOC_PROT_ERR RDMA_WRITE 0 " + a.number(), "3 WR_FLUSH_ERR RDMA_WRITE 64 " + a.number());
        assertThat(target.memory().bytes(0, 200_000)).isEqualTo(source.memory().bytes(0, 200_000));
        assertThat(a.consumer()).isEqualTo(3);
    }
}
