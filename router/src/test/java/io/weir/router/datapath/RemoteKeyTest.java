package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.router.rnic.Keys;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rkeys that only the peer's router knows; a peer that answers when the test says so. */
class RemoteKeyTest {
    private final TestHost host = new TestHost();
    private final TestTenant alice = host.tenant("alice");
    private final TestTenant bob = host.tenant("bob");
    private final Cq cq = alice.cq(64);
    private final Qp a1 = alice.qp(cq, 16);
    private final Qp a2 = alice.qp(cq, 16);
    private final Qp b1 = bob.qp(bob.cq(64), 16);
    private final Qp b2 = bob.qp(bob.cq(64), 16);
    private final Buffer source = alice.buffer(4096);
    private final Buffer target = bob.buffer(4096);
    private final List<Integer> requests = new ArrayList<>();
    private final RemoteDevice remote = new FakeRemoteDevice(requests::add);

    @BeforeEach
    void connected() {
        connect(a1, b1);
        connect(a2, b2);
    }

    @AfterEach
    void closed() {
        host.close();
    }

    private void connect(final Qp qp, final Qp peer) {
        TestTenant.connect(qp, peer);
        final int peerNumber = peer.dataQp().physicalNumber(TestHost.LOCAL);
        qp.dataQp().toReset();
        qp.dataQp().toInit();
        qp.dataQp().toRtr(TestHost.LOCAL, new RtrAttributes(0, 0, peerNumber, Mtu.MTU_4096, 0, AccessFlags.ALL, 12, 16),
            new RemoteKeys(null, remote));
        qp.dataQp().toRts(new RtsAttributes(0, 14, 7, 7, 16));
    }

    private void answer(final int virtual) {
        host.agent.rkeyResolved(remote, virtual, bob.device.physicalRkey(TestHost.LOCAL, virtual));
    }

    @Test
    void shouldAskOnceAndPostInOrderWhenTheAnswerComes() {
        a1.write(1, target, 0, source.sge(0, 10));
        a1.write(2, target, 0, source.sge(0, 10));
        host.run();
        assertThat(requests).containsExactly(target.mr().rkey());
        assertThat(cq.poll()).isEmpty();
        answer(target.mr().rkey());
        host.run();
        assertThat(cq.poll()).containsExactly(
            "1 SUCCESS RDMA_WRITE 10 " + a1.number(), "2 SUCCESS RDMA_WRITE 10 " + a1.number());
        a2.write(3, target, 0, source.sge(0, 10));
        host.run();
        assertThat(requests).hasSize(1);
        assertThat(cq.poll()).hasSize(1);
    }

    @Test
    void shouldResumeOnlyWhoWaitedForThatKey() {
        final Buffer other = bob.buffer(4096);
        a1.write(1, target, 0, source.sge(0, 10));
        a2.write(2, other, 0, source.sge(0, 10));
        host.run();
        answer(other.mr().rkey());
        host.run();
        assertThat(cq.poll()).containsExactly("2 SUCCESS RDMA_WRITE 10 " + a2.number());
        answer(target.mr().rkey());
        host.run();
        assertThat(cq.poll()).containsExactly("1 SUCCESS RDMA_WRITE 10 " + a1.number());
    }

    @Test
    void shouldLetTheResponderRefuseAnUnknownKeyAndAskAgainLater() {
        a1.post(1, 0, 0, target.address(), 4711, 0, source.sge(0, 10));
        host.run();
        host.agent.rkeyResolved(remote, 4711, Keys.INVALID);
        host.run();
        assertThat(cq.poll()).containsExactly("1 REM_ACCESS_ERR RDMA_WRITE 10 " + a1.number());
        a2.post(1, 0, 0, target.address(), 4711, 0, source.sge(0, 10));
        host.run();
        assertThat(requests).containsExactly(4711, 4711);
    }

    @Test
    void shouldFlushAndForgetWhoWaitsWhenItGoesToError() {
        a1.write(1, target, 0, source.sge(0, 10));
        host.run();
        a1.dataQp().toError();
        host.run();
        assertThat(cq.poll()).containsExactly("1 WR_FLUSH_ERR RDMA_WRITE 10 " + a1.number());
        a1.dataQp().destroy();
        answer(target.mr().rkey());
        host.run();
        assertThat(a2.dataQp().state()).isEqualTo(QpState.RTS);
    }

    @Test
    void shouldPostAtOnceWhenTheAnswerComesFromInsideTheQuestion() {
        final RemoteDevice[] self = new RemoteDevice[1];
        self[0] = new FakeRemoteDevice(
            key -> host.agent.rkeyResolved(self[0], key, bob.device.physicalRkey(TestHost.LOCAL, key)));
        final int peerNumber = b1.dataQp().physicalNumber(TestHost.LOCAL);
        a1.dataQp().toReset();
        a1.dataQp().toInit();
        a1.dataQp().toRtr(TestHost.LOCAL, new RtrAttributes(0, 0, peerNumber, Mtu.MTU_4096, 0, AccessFlags.ALL, 12, 16),
            new RemoteKeys(null, self[0]));
        a1.dataQp().toRts(new RtsAttributes(0, 14, 7, 7, 16));
        a1.write(1, target, 0, source.sge(0, 10));
        host.run();
        assertThat(cq.poll()).containsExactly("1 SUCCESS RDMA_WRITE 10 " + a1.number());
    }
}
