package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.router.datapath.TestTenant.Sge;
import io.weir.router.rnic.RtsAttributes;
import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.SendFlags;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States, flushing, and what goes wrong on one queue pair. */
class QueuePairErrorTest {
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
    }

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldFlushSendsThenReceivesAndWhatIsPostedLater() {
        b.receives.post(71, target.sge(0, 10));
        b.write(11, 0, source, 0, target.sge(0, 64));
        b.send(12, target.sge(0, 64));
        b.dataQp().toError();
        host.run();
        assertThat(bobCq.poll()).containsExactly("11 WR_FLUSH_ERR RDMA_WRITE 64 " + b.number(),
            "12 WR_FLUSH_ERR SEND 64 " + b.number(), "71 WR_FLUSH_ERR RECV 0 " + b.number());
        b.receives.post(72);
        b.send(13);
        host.run();
        assertThat(bobCq.poll()).containsExactly(
            "13 WR_FLUSH_ERR SEND 0 " + b.number(), "72 WR_FLUSH_ERR RECV 0 " + b.number());
        assertThat(b.consumer()).isEqualTo(3);
    }

    @Test
    void shouldFlushWhatTheRnicHas() {
        a.send(1, source.sge(0, 10));
        a.write(2, 0, target, 0, source.sge(0, 300_000));
        host.run();
        assertThat(aliceCq.poll()).isEmpty();
        a.dataQp().toError();
        host.run();
        assertThat(aliceCq.poll()).containsExactly(
            "1 WR_FLUSH_ERR SEND 10 " + a.number(), "2 WR_FLUSH_ERR RDMA_WRITE 300000 " + a.number());
    }

    @Test
    void shouldForgetEverythingOnReset() {
        a.send(1, source.sge(0, 10));
        a.send(2, source.sge(0, 10));
        host.run();
        a.dataQp().toReset();
        host.run();
        assertThat(aliceCq.poll()).isEmpty();
        assertThat(a.consumer()).isEqualTo(2);
        b.dataQp().toReset();
        connect(a, b);
        a.write(3, target, 0, source.sge(0, 10));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("3 SUCCESS RDMA_WRITE 10 " + a.number());
    }

    @Test
    void shouldFinishWhatItBeganAndReportItWhenDrained() {
        a.send(1, source.sge(0, 10));
        host.run();
        a.dataQp().toSqd();
        a.send(2, source.sge(0, 10));
        host.run();
        assertThat(alice.events).isEmpty();
        b.receives.post(71, target.sge(0, 10));
        b.receives.post(72, target.sge(0, 10));
        host.run();
        assertThat(alice.events).containsExactly("SQ_DRAINED " + a.number());
        assertThat(aliceCq.poll()).containsExactly("1 SUCCESS SEND 10 " + a.number());
        a.dataQp().toRts(new RtsAttributes(0, 14, 7, 7, 16));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("2 SUCCESS SEND 10 " + a.number());
    }

    @Test
    void shouldReportDrainedAtOnceWhenNothingIsOnItsWay() {
        a.dataQp().toSqd();
        assertThat(alice.events).containsExactly("SQ_DRAINED " + a.number());
    }

    @Test
    void shouldRefuseByTheStatusThatFits() {
        final Buffer readOnly = alice.buffer(4096, 0);
        final Sge one = source.sge(0, 1);
        final long address = source.address();
        final int lkey = source.mr().lkey();
        refused("LOC_QP_OP_ERR RDMA_WRITE 0", qp -> qp.post(1, 99, SendFlags.SIGNALED, 0, 0, 0));
        refused("LOC_QP_OP_ERR SEND 0", qp -> qp.post(1, Opcode.SEND.value(), 0x82, 0, 0, 0));
        refused("LOC_QP_OP_ERR SEND 0", qp -> qp.send(1, one, one, one, one, one));
        refused("LOC_LEN_ERR SEND 0", qp -> qp.postInline(1, Opcode.SEND.value(), 129, new byte[0]));
        refused("LOC_LEN_ERR SEND 0", qp -> qp.postInline(1, Opcode.SEND.value(), -1, new byte[0]));
        refused("LOC_QP_OP_ERR RDMA_READ 0", qp -> qp.postInline(1, Opcode.RDMA_READ.value(), 1, new byte[1]));
        refused("LOC_PROT_ERR SEND 0", qp -> qp.send(1, new Sge(address, 1, lkey + 1)));
        refused("LOC_PROT_ERR SEND 0", qp -> qp.send(1, new Sge(address + 1, 1 << 20, lkey)));
        refused("LOC_PROT_ERR SEND 0", qp -> qp.send(1, new Sge(address - 1, 2, lkey)));
        refused("LOC_PROT_ERR SEND 0", qp -> qp.send(1, new Sge(-1, -1, lkey)));
        refused("LOC_PROT_ERR SEND 0", qp -> qp.send(1, target.sge(0, 10)));
        refused("LOC_PROT_ERR RDMA_READ 0", qp -> qp.read(1, target, 0, readOnly.sge(0, 64)));
        refused("LOC_LEN_ERR FETCH_ADD 7", qp -> qp.postAtomic(
            1, Opcode.ATOMIC_FETCH_AND_ADD.value(), target.address(), target.mr().rkey(), 1, 0, source.sge(0, 7)));
    }

    private void refused(final String expected, final Consumer<Qp> poster) {
        final Qp qp = alice.qp(aliceCq, 4);
        final Qp peer = bob.qp(bobCq, 4);
        connect(qp, peer);
        poster.accept(qp);
        host.run();
        assertThat(aliceCq.poll()).containsExactly("1 " + expected + " " + qp.number());
        assertThat(qp.dataQp().state()).isEqualTo(QpState.ERR);
        qp.dataQp().destroy();
        peer.dataQp().destroy();
    }

    @Test
    void shouldRefuseARegionOfAnotherProtectionDomain() {
        alice.pd = alice.session.allocatePd();
        final Buffer elsewhere = alice.buffer(4096);
        a.send(1, elsewhere.sge(0, 1));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("1 LOC_PROT_ERR SEND 0 " + a.number());
    }

    @Test
    void shouldRefuseADeregisteredRegion() {
        source.mr().deregister();
        a.send(1, source.sge(0, 1));
        host.run();
        assertThat(aliceCq.poll()).containsExactly("1 LOC_PROT_ERR SEND 0 " + a.number());
    }

    @Test
    void shouldFailTheReceiverWhoseReceiveIsWrong() {
        final Buffer readOnly = bob.buffer(4096, AccessFlags.REMOTE_READ);
        b.receives.post(71, readOnly.sge(0, 10));
        b.receives.post(72, target.sge(0, 10));
        a.send(1, source.sge(0, 10));
        host.run();
        assertThat(bobCq.poll()).containsExactly(
            "71 LOC_PROT_ERR RECV 0 " + b.number(), "72 WR_FLUSH_ERR RECV 0 " + b.number());
        assertThat(aliceCq.poll()).containsExactly("1 REM_OP_ERR SEND 10 " + a.number());
    }

    @Test
    void shouldFailOnlyTheQueuePairWhoseSendRingIsBroken() {
        final Qp other = alice.qp(aliceCq, 16);
        connect(other, bob.qp(bobCq, 16));
        alice.segment.putLong(a.sqOffset + SendQueueDescriptor.PRODUCER_OFFSET, 17);
        alice.ring(0);
        other.write(5, target, 0, source.sge(0, 10));
        host.run();
        assertThat(alice.events).containsExactly("QP_FATAL " + a.number());
        assertThat(a.dataQp().state()).isEqualTo(QpState.ERR);
        assertThat(aliceCq.poll()).containsExactly("5 SUCCESS RDMA_WRITE 10 " + other.number());
    }

    @Test
    void shouldFailWhenAProducerIndexGoesBack() {
        a.write(1, target, 0, source.sge(0, 10));
        a.write(2, target, 0, source.sge(0, 10));
        host.run();
        alice.segment.putLong(a.sqOffset + SendQueueDescriptor.PRODUCER_OFFSET, 1);
        alice.ring(0);
        host.run();
        assertThat(alice.events).containsExactly("QP_FATAL " + a.number());
    }

    @Test
    void shouldFailTheQueuePairWhoseReceiveRingIsBroken() {
        bob.segment.putLong(b.receives.offset + ReceiveQueueDescriptor.PRODUCER_OFFSET, -5);
        a.send(1, source.sge(0, 10));
        host.run();
        assertThat(bob.events).contains("QP_FATAL " + b.number());
        assertThat(b.dataQp().state()).isEqualTo(QpState.ERR);
        assertThat(a.dataQp().state()).isEqualTo(QpState.RTS);
    }

    @Test
    void shouldGiveUpASessionThatBreaksRingAfterRing() {
        for (int i = 0; i < 8; i++) {
            final Qp qp = alice.qp(aliceCq, 4);
            connect(qp, bob.qp(bobCq, 4));
            alice.segment.putLong(qp.sqOffset + SendQueueDescriptor.PRODUCER_OFFSET, 1L << 40);
            alice.ring(i + 1);
        }
        host.run();
        assertThat(alice.offences).singleElement().asString().startsWith("broke 8 rings: at last QP ");
        assertThat(a.dataQp().state()).isEqualTo(QpState.RESET);
        alice.session.close();
        host.run();
    }

    @Test
    void shouldGiveUpASessionThatWritesOverTheHeader() {
        alice.segment.putInt(8, 4711);
        host.advance(10_000_000);
        host.run();
        assertThat(alice.offences).containsExactly("wrote over the queue segment's header");
    }

    @Test
    void shouldReportAnOverrunAndFailItsQueuePairs() {
        final Cq small = alice.cq(2);
        final Qp qp = alice.qp(small, 16);
        connect(qp, bob.qp(bobCq, 16));
        for (int i = 0; i < 3; i++) {
            qp.write(i, target, 0, source.sge(0, 10));
        }
        host.run();
        assertThat(alice.events).containsExactly("CQ_ERR " + small.handle());
        assertThat(small.isOverrun()).isTrue();
        assertThat(qp.dataQp().state()).isEqualTo(QpState.ERR);
        assertThat(small.poll()).hasSize(2);
        assertThat(a.dataQp().state()).isEqualTo(QpState.RTS);
    }

    @Test
    void shouldNotBelieveAConsumerIndexAheadOfWhatWasCompleted() {
        final Cq small = alice.cq(2);
        final Qp qp = alice.qp(small, 16);
        connect(qp, bob.qp(bobCq, 16));
        alice.segment.putLong(small.offset + CompletionQueueDescriptor.CONSUMER_OFFSET, 1000);
        for (int i = 0; i < 3; i++) {
            qp.write(i, target, 0, source.sge(0, 10));
        }
        host.run();
        assertThat(alice.events).containsExactly("CQ_ERR " + small.handle());
    }

    @Test
    void shouldWakeAnArmedChannelOnce() {
        aliceCq.arm(CompletionQueueDescriptor.ARMED_NEXT);
        a.write(1, target, 0, source.sge(0, 10));
        host.run();
        a.write(2, target, 0, source.sge(0, 10));
        host.run();
        assertThat(alice.wakeUps).containsExactly(aliceCq.handle());
    }

    @Test
    void shouldWakeForSolicitedOrFailedCompletionsOnlyWhenAskedTo() {
        b.receives.post(71, target.sge(0, 10));
        b.receives.post(72, target.sge(0, 10));
        bobCq.arm(CompletionQueueDescriptor.ARMED_SOLICITED);
        a.send(1, source.sge(0, 10));
        host.run();
        assertThat(bob.wakeUps).isEmpty();
        a.post(2, Opcode.SEND.value(), SendFlags.SOLICITED, 0, 0, 0, source.sge(0, 10));
        host.run();
        assertThat(bob.wakeUps).hasSize(1);
        bobCq.arm(CompletionQueueDescriptor.ARMED_SOLICITED);
        b.receives.post(73);
        b.dataQp().toError();
        host.run();
        assertThat(bob.wakeUps).hasSize(2);
    }

    @Test
    void shouldLeaveNothingBehindWhenDestroyedInFlight() {
        a.send(1, source.sge(0, 10));
        a.write(2, target, 0, source.sge(0, 300_000));
        host.agent.doWork();
        a.dataQp().destroy();
        aliceCq.dataCq().destroy();
        source.mr().deregister();
        a.send(3);
        host.run();
        assertThat(aliceCq.poll()).isEmpty();
        b.dataQp().destroy();
        b.dataQp().destroy();
        bob.session.close();
        alice.session.close();
        assertThat(host.agent.drain(0)).isTrue();
    }
}
