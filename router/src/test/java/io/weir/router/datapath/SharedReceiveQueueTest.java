package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.router.datapath.TestTenant.Srq;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.verbs.QpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedReceiveQueueTest {
    private final TestHost host = new TestHost();
    private final TestTenant alice = host.tenant("alice");
    private final TestTenant bob = host.tenant("bob");
    private final Cq aliceCq = alice.cq(64);
    private final Cq bobCq = bob.cq(64);
    private final Srq srq = bob.srq(8, 2);
    private final Qp a1 = alice.qp(aliceCq, 16);
    private final Qp a2 = alice.qp(aliceCq, 16);
    private final Qp b1 = bob.qp(bobCq, bobCq, 16, srq);
    private final Qp b2 = bob.qp(bobCq, bobCq, 16, srq);
    private final Buffer source = alice.buffer(4096);
    private final Buffer target = bob.buffer(4096);

    @BeforeEach
    void connected() {
        connect(a1, b1);
        connect(a2, b2);
    }

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldServeAllItsQueuePairsAndWakeThoseThatFoundItEmpty() {
        a1.send(1, source.sge(0, 10));
        a2.send(2, source.sge(0, 10));
        host.run();
        assertThat(aliceCq.poll()).isEmpty();
        srq.poster().post(71, target.sge(0, 10));
        srq.poster().post(72, target.sge(0, 10));
        host.run();
        assertThat(aliceCq.poll()).containsExactlyInAnyOrder(
            "1 SUCCESS SEND 10 " + a1.number(), "2 SUCCESS SEND 10 " + a2.number());
        assertThat(bobCq.poll()).hasSize(2);
    }

    @Test
    void shouldReportTheLimitOnceUntilArmedAgain() {
        for (int i = 0; i < 4; i++) {
            srq.poster().post(70 + i, target.sge(0, 10));
        }
        a1.send(1, source.sge(0, 10));
        a1.send(2, source.sge(0, 10));
        host.run();
        assertThat(bob.events).doesNotContain("SRQ_LIMIT_REACHED " + srq.handle());
        a1.send(3, source.sge(0, 10));
        a1.send(4, source.sge(0, 10));
        host.run();
        assertThat(bob.events).containsOnlyOnce("SRQ_LIMIT_REACHED " + srq.handle());
    }

    @Test
    void shouldReportTheLimitByWhatMessagesConsumedWhenAnRnicKeepsAStock() {
        final QueuePair stocking = ((QueuePairProxy) b1.dataQp()).queuePair();
        for (int i = 0; i < 4; i++) {
            srq.poster().post(70 + i, target.sge(0, 10));
            assertThat(stocking.receives().takeForStock(new RecvWr(2), TestHost.LOCAL)).isEqualTo(ReceiveSource.TAKEN);
        }
        stocking.receives().stockConsumed();
        stocking.receives().stockConsumed();
        host.run();
        assertThat(bob.events).doesNotContain("SRQ_LIMIT_REACHED " + srq.handle());
        stocking.receives().stockConsumed();
        stocking.receives().stockConsumed();
        host.run();
        assertThat(bob.events).containsOnlyOnce("SRQ_LIMIT_REACHED " + srq.handle());
    }

    @Test
    void shouldReportTheLastReceiveAndFlushNoneOfIt() {
        srq.poster().post(71, target.sge(0, 10));
        b1.dataQp().toError();
        host.run();
        assertThat(bob.events).containsExactly("QP_LAST_WQE_REACHED " + b1.number());
        assertThat(bobCq.poll()).isEmpty();
        a2.send(2, source.sge(0, 10));
        host.run();
        assertThat(bobCq.poll()).containsExactly("71 SUCCESS RECV 10 " + b2.number());
    }

    @Test
    void shouldFailWhoeverTakesFromABrokenOne() {
        bob.segment.putLong(srq.poster().offset + ReceiveQueueDescriptor.PRODUCER_OFFSET, 9);
        a1.send(1, source.sge(0, 10));
        host.run();
        assertThat(bob.events).contains("SRQ_ERR " + srq.handle(), "QP_FATAL " + b1.number());
        assertThat(b2.dataQp().state()).isEqualTo(QpState.RTS);
    }
}
