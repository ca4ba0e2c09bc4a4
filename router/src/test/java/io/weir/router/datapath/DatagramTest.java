package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.router.datapath.TestTenant.Sge;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Datagrams between virtual names: whom they reach, what is asked of other hosts, what a tenant may write. */
class DatagramTest {
    private static final int ROOM = 2048;

    private final TestHost host = new TestHost();
    private final TestTenant alice = host.tenant("alice");
    private final TestTenant bob = host.tenant("bob");
    private final Cq cq = alice.cq(256);
    private final Cq bobCq = bob.cq(256);
    private final Qp a = alice.datagramQp(cq, 64);
    private final Qp b = bob.datagramQp(bobCq, 64);
    private final Buffer target = bob.buffer(1 << 16);
    private final Sge payload = alice.buffer(1 << 16).sge(0, 100);
    private final FakeRemoteDevice remote = new FakeRemoteDevice(rkey -> { });
    private final int near = alice.ah(bob.device, null);
    private final int far = alice.ah(null, remote);

    @AfterEach
    void closed() {
        host.close();
    }

    private void receive(final int count) {
        for (int i = 0; i < count; i++) {
            b.receives.post(i, target.sge(i * ROOM, ROOM));
        }
    }

    private void answerAll() {
        final int physical = b.dataQp().physicalNumber(TestHost.LOCAL);
        while (!remote.questions.isEmpty()) {
            final QpQuestion question = remote.questions.removeFirst();
            final boolean found = question.qpNumber() == b.number();
            host.agent.qpResolved(question, found ? 0 : Errno.ENOENT, found ? physical : 0);
        }
    }

    private String sent(final long wrId) {
        return wrId + " SUCCESS SEND 100 " + a.number();
    }

    private String received(final long wrId) {
        return wrId + " SUCCESS RECV 140 " + b.number() + " from " + a.number();
    }

    @Test
    void shouldReachAQueuePairOfThisHostUnderVirtualNames() {
        receive(1);
        a.postDatagram(1, near, b.number(), payload);
        host.run();

        assertThat(cq.poll()).containsExactly(sent(1));
        assertThat(bobCq.poll()).containsExactly(received(0));
        final UnsafeBuffer route = new UnsafeBuffer(target.memory().bytes(0, GlobalRoute.LENGTH));
        assertThat(Gid.read(route, 8)).isEqualTo(((Device) alice.device).gid());
        assertThat(Gid.read(route, 24)).isEqualTo(((Device) bob.device).gid());
        assertThat(host.usage("bob").operations().toString()).contains("100");
    }

    @Test
    void shouldAskOnceAndSendInOrderWhenTheReceiverIsOnAnotherHost() {
        receive(4);
        for (int i = 0; i < 4; i++) {
            a.postDatagram(i, far, b.number(), payload);
        }
        host.run();
        assertThat(remote.questions).hasSize(1);
        final QpQuestion question = remote.questions.getFirst();
        assertThat(question.askerQpNumber()).isEqualTo(a.number());
        assertThat(question.askerPhysicalNumber()).isEqualTo(a.dataQp().physicalNumber(TestHost.LOCAL));
        assertThat(question.askerGid()).isEqualTo(((Device) alice.device).gid());
        assertThat(cq.poll()).isEmpty();
        answerAll();
        host.run();

        assertThat(cq.poll()).containsExactly(sent(0), sent(1), sent(2), sent(3));
        assertThat(bobCq.poll()).containsExactly(received(0), received(1), received(2), received(3));
    }

    @Test
    void shouldLoseWhatNobodyTakesAndAskForItAgainLater() {
        final int nobody = b.number() + 1000;
        receive(1);
        a.postDatagram(1, far, nobody, payload);
        a.postDatagram(2, near, nobody, payload);
        host.run();
        answerAll();
        host.run();
        a.postDatagram(3, far, nobody, payload);
        host.run();
        assertThat(cq.poll()).containsExactly(sent(1), sent(2), sent(3));
        assertThat(remote.questions).isEmpty();
        host.advance(TimeUnit.SECONDS.toNanos(1));
        a.postDatagram(4, far, nobody, payload);
        host.run();

        assertThat(cq.poll()).containsExactly(sent(4));
        assertThat(remote.questions).hasSize(1);
        assertThat(bobCq.poll()).isEmpty();
    }

    @Test
    void shouldGoOnWithWhatItKnowsWhileItAsksAgain() {
        receive(2);
        a.postDatagram(1, far, b.number(), payload);
        host.run();
        answerAll();
        host.run();
        host.advance(TimeUnit.SECONDS.toNanos(6));
        a.postDatagram(2, far, b.number(), payload);
        host.run();

        assertThat(cq.poll()).containsExactly(sent(1), sent(2));
        assertThat(remote.questions).hasSize(1);
        host.agent.qpResolved(remote.questions.removeFirst(), Errno.EHOSTUNREACH, 0);
        receive(1);
        a.postDatagram(3, far, b.number(), payload);
        host.run();
        assertThat(bobCq.poll()).containsExactly(received(0), received(1), received(0));
    }

    @Test
    void shouldRememberABoundedNumberOfDestinationsWhateverATenantSendsTo() {
        for (int i = 0; i < Destinations.MAX_PER_DEVICE + 1000; i++) {
            a.postDatagram(i, far, 0x10_0000 + i, payload);
            host.run();
            answerAll();
            host.run();
            cq.drain();
        }
        final Device device = (Device) alice.device;
        assertThat(device.destinations()).isLessThanOrEqualTo(Destinations.MAX_PER_DEVICE);
        assertThat(device.questions()).isZero();
        a.dataQp().destroy();
        assertThat(device.destinations()).isZero();
    }

    @Test
    void shouldTellOtherHostsWhenItsNameIsNobodysAnyMore() {
        final int physical = a.dataQp().physicalNumber(TestHost.LOCAL);
        a.postDatagram(1, far, b.number(), payload);
        host.run();
        a.dataQp().destroy();

        assertThat(remote.forgotten).containsExactly(physical);
        answerAll();
        host.run();
        assertThat(cq.poll()).isEmpty();
    }

    @Test
    void shouldNotTakeADatagramFromAnotherNetwork() {
        final TestTenant stranger = new TestTenant(host, host.device("stranger", "green"));
        final Cq strangersCq = stranger.cq(16);
        final Qp s = stranger.datagramQp(strangersCq, 16);
        // as if its router had resolved the name all the same
        final int toBob = stranger.ah(bob.device, null);
        receive(1);
        s.postDatagram(1, toBob, b.number(), stranger.buffer(4096).sge(0, 100));
        host.run();

        assertThat(strangersCq.poll()).containsExactly("1 SUCCESS SEND 100 " + s.number());
        assertThat(bobCq.poll()).isEmpty();
        a.postDatagram(2, near, b.number(), payload);
        host.run();
        assertThat(bobCq.poll()).containsExactly(received(0));
    }

    @Test
    void shouldFailWhenTheTenantWritesNonsense() {
        assertFails("LOC_QP_OP_ERR", Opcode.SEND.value(), 999, payload);
        assertFails("LOC_QP_OP_ERR", Opcode.RDMA_WRITE.value(), near, payload);
        assertFails("LOC_QP_OP_ERR", Opcode.ATOMIC_FETCH_AND_ADD.value(), near, payload);
        assertFails("LOC_LEN_ERR", Opcode.SEND.value(), near, new Sge(payload.address(), 4097, payload.lkey()));
        assertFails("LOC_PROT_ERR", Opcode.SEND.value(), near, new Sge(payload.address(), 100, payload.lkey() + 1));
    }

    private void assertFails(final String status, final int opcode, final int ah, final Sge sge) {
        a.postDatagram(7, opcode, ah, b.number(), b.number(), sge);
        host.run();
        assertThat(cq.poll()).singleElement().asString().startsWith("7 " + status);
        assertThat(a.dataQp().state()).isEqualTo(QpState.ERR);
        a.dataQp().toReset();
        TestTenant.open(a);
    }

    @Test
    void shouldFailWhatIsPostedAndLoseWhatIsHeldBackWhenTheAddressHandleIsDestroyed() {
        receive(1);
        a.postDatagram(1, far, b.number(), payload);
        host.run();
        alice.addressHandles.get(far).destroy();
        answerAll();
        host.run();
        assertThat(cq.poll()).containsExactly(sent(1));
        assertThat(bobCq.poll()).isEmpty();
        a.postDatagram(2, far, b.number(), payload);
        host.run();

        assertThat(cq.poll()).singleElement().asString().startsWith("2 LOC_QP_OP_ERR");
    }

    @Test
    void shouldFlushWhenItWaitsForAnAnswer() {
        a.postDatagram(1, far, b.number(), payload);
        a.postDatagram(2, near, b.number(), payload);
        host.run();
        a.dataQp().toError();
        host.run();

        assertThat(cq.poll()).containsExactly(
            "1 WR_FLUSH_ERR SEND 100 " + a.number(), "2 WR_FLUSH_ERR SEND 100 " + a.number());
        answerAll();
        host.run();
        assertThat(cq.poll()).isEmpty();
    }
}
