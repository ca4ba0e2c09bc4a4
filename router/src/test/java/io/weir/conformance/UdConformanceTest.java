package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.AddressHandle;
import io.weir.client.AhAttributes;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedReceiveQueue;
import io.weir.client.VerbsException;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagram queue pairs: one reaches all, and what nobody takes is gone. */
class UdConformanceTest extends Conformance {
    private static final int QKEY = 0x1122_3344;
    private static final int GRH = AddressHandle.GRH_LENGTH;

    private AddressHandle toRight;

    @BeforeEach
    void openDatagrams() {
        left.replaceQp(left.init().type(QpType.UD));
        right.replaceQp(right.init().type(QpType.UD));
        left.qp.openDatagrams(QKEY);
        right.qp.openDatagrams(QKEY);
        toRight = left.own(left.pd.createAh(right.device.gid()));
    }

    private SendWorkRequest datagram(final long wrId, final long length) {
        return left.request(Opcode.SEND, wrId, 0, length).to(toRight, right.qp.qpNumber(), QKEY);
    }

    private void assertArrives() {
        final byte[] payload = left.fill(0, 64, 77);
        right.receive(1000, 1 << 20, GRH + 64);
        left.post(datagram(1001, 64));

        assertSuccess(left.sent(), 1001);
        assertSuccess(right.received(), 1000);
        assertThat(right.read((1 << 20) + GRH, 64)).isEqualTo(payload);
        assertThat(left.qp.query().state()).isEqualTo(QpState.RTS);
        assertThat(right.qp.query().state()).isEqualTo(QpState.RTS);
    }

    /** That what the sender thinks it sent comes to nothing. */
    private void assertLost(final SendWorkRequest request) {
        left.post(request.wrId(500));
        assertSuccess(left.sent(), 500);
        right.assertQuiet(right.recvCq);
    }

    private static void assertErrno(final int errno, final Runnable verb) {
        assertThatThrownBy(verb::run)
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 1024, 4096})
    void shouldDeliverWhatFitsIntoAPacket(final int most) {
        final int length = Math.min(most, left.device.queryPort(1).activeMtu().bytes());
        final byte[] payload = left.fill(0, length, length);
        right.receive(1, 0, GRH + 4096);
        left.post(datagram(2, length));

        assertSuccess(left.sent(), 2);
        final WorkCompletion received = right.received();
        assertSuccess(received, 1);
        assertThat(received.opcode()).isEqualTo(WcOpcode.RECV);
        assertThat(received.byteLength()).isEqualTo(GRH + length);
        assertThat(received.hasGrh()).isTrue();
        assertThat(received.hasImmediate()).isFalse();
        assertThat(received.qpNumber()).isEqualTo(right.qp.qpNumber());
        assertThat(received.sourceQp()).isEqualTo(left.qp.qpNumber());
        assertThat(right.read(GRH, length)).isEqualTo(payload);
    }

    @Test
    void shouldPutTheRouteBeforeThePayload() {
        right.receive(1, 0, GRH + 64);
        left.post(datagram(2, 64));
        assertSuccess(right.received(), 1);
        final UnsafeBuffer route = new UnsafeBuffer(right.read(0, GRH));
        if (kind.isVirtual()) {
            assertThat(route.getByte(0) >>> 4).isEqualTo(6);
            assertThat(Gid.read(route, 8)).isEqualTo(left.device.gid());
            assertThat(Gid.read(route, 24)).isEqualTo(right.device.gid());
        } else {
            assertThat(route.getByte(20) >>> 4).isEqualTo(4);
            assertThat(Gid.ofIpv4(Integer.reverseBytes(route.getInt(32)))).isEqualTo(left.device.gid());
            assertThat(Gid.ofIpv4(Integer.reverseBytes(route.getInt(36)))).isEqualTo(right.device.gid());
        }
        assertSuccess(left.sent(), 2);
    }

    @Test
    void shouldScatterTheRouteAndThePayloadWhenTheReceiveHasSeveralEntries() {
        final byte[] payload = left.fill(0, 100, 5);
        assertThat(right.qp.postRecv(new ReceiveWorkRequest().wrId(1).sge(right.region, 0, 10)
            .addSge(right.region, 4096, 30).addSge(right.region, 8192, 60).addSge(right.region, 12288, 40))).isZero();
        left.post(datagram(2, 100));

        assertSuccess(left.sent(), 2);
        final WorkCompletion received = right.received();
        assertSuccess(received, 1);
        try (AddressHandle back = right.pd.createAh(left.device.gid())) {
            assertThat(back.attributes().destGid()).isEqualTo(left.device.gid());
        }
        final byte[] first = right.read(8192, 60);
        final byte[] rest = right.read(12288, 40);
        for (int i = 0; i < 100; i++) {
            assertThat(i < 60 ? first[i] : rest[i - 60]).isEqualTo(payload[i]);
        }
    }

    @Test
    void shouldCarryImmediateData() {
        right.receive(1, 0, GRH + 64);
        left.post(datagram(2, 64).opcode(Opcode.SEND_WITH_IMM).immediate(0xCAFE_BABE));

        assertSuccess(left.sent(), 2);
        final WorkCompletion received = right.received();
        assertSuccess(received, 1);
        assertThat(received.hasImmediate()).isTrue();
        assertThat(received.immediate()).isEqualTo(0xCAFE_BABE);
        assertThat(received.byteLength()).isEqualTo(GRH + 64);
    }

    @Test
    void shouldWakeForASolicitedDatagram() {
        final CompletionChannel channel = right.own(right.device.createCompChannel());
        final CompletionQueue cq = right.own(right.device.createCq(64, channel));
        right.replaceQp(right.init().type(QpType.UD).recvCq(cq));
        right.qp.openDatagrams(QKEY);
        assertThat(cq.requestNotify(true)).isZero();
        right.receive(1, 0, GRH + 64);
        left.post(datagram(2, 64).flags(SendFlags.SIGNALED | SendFlags.SOLICITED));

        assertSuccess(right.next(cq), 1);
        assertThat(channel.getCqEvent(0)).isSameAs(cq);
        assertSuccess(left.sent(), 2);
    }

    @Test
    void shouldSendInline() {
        final byte[] payload = left.fill(0, 100, 8);
        right.receive(1, 0, GRH + 100);
        left.post(datagram(2, 100).flags(SendFlags.SIGNALED | SendFlags.INLINE));

        assertSuccess(left.sent(), 2);
        assertSuccess(right.received(), 1);
        assertThat(right.read(GRH, 100)).isEqualTo(payload);
    }

    @Test
    void shouldKeepTheOrderTowardsOneReceiver() {
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 32; i++) {
                right.receive(i, 0, GRH + 64);
            }
            for (int i = 0; i < 32; i++) {
                left.post(datagram(i, 64).opcode(Opcode.SEND_WITH_IMM).immediate(i));
            }
            for (int i = 0; i < 32; i++) {
                assertSuccess(left.sent(), i);
                final WorkCompletion received = right.received();
                assertSuccess(received, i);
                assertThat(received.immediate()).isEqualTo(i);
            }
        }
    }

    @Test
    void shouldDropTheDatagramWhenTheQkeyIsWrong() {
        right.receive(1, 0, GRH + 64);
        assertLost(datagram(2, 64).to(toRight, right.qp.qpNumber(), QKEY ^ 1));
        left.post(datagram(3, 64));

        assertSuccess(left.sent(), 3);
        assertSuccess(right.received(), 1);
        assertArrives();
    }

    @Test
    void shouldSendTheQueuePairsOwnQkeyWhenTheHighOrderBitIsSet() {
        right.receive(1, 0, GRH + 64);
        left.post(datagram(2, 64).to(toRight, right.qp.qpNumber(), 0x8000_0000));

        assertSuccess(left.sent(), 2);
        assertSuccess(right.received(), 1);
    }

    @Test
    void shouldRefuseThePostWhenItDoesNotFitIntoAPacket() {
        final int mtu = left.device.queryPort(1).activeMtu().bytes();

        assertThat(left.qp.postSend(datagram(1, mtu + 1))).isEqualTo(Errno.EINVAL);
        assertArrives();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"SEND", "SEND_WITH_IMM"})
    void shouldRefuseThePostWhenItIsNoSend(final Opcode opcode) {
        assertThat(left.qp.postSend(datagram(1, 8).opcode(opcode))).isEqualTo(Errno.EINVAL);
        assertArrives();
    }

    @Test
    void shouldRefuseThePostWhenItHasNoWay() {
        assertThat(left.qp.postSend(left.request(Opcode.SEND, 1, 0, 8))).isEqualTo(Errno.EINVAL);
        final AddressHandle closed = left.pd.createAh(right.device.gid());
        closed.close();
        assertThat(left.qp.postSend(datagram(1, 8).to(closed, right.qp.qpNumber(), QKEY))).isEqualTo(Errno.EINVAL);
        final AddressHandle foreign = right.own(right.pd.createAh(left.device.gid()));
        assertThat(left.qp.postSend(datagram(1, 8).to(foreign, right.qp.qpNumber(), QKEY))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldRefuseAWayThatThereIsNot() {
        final Gid gid = right.device.gid();
        assertErrno(Errno.EINVAL, () -> left.pd.createAh(new AhAttributes(gid, 1, 1, 0, 0)));
        assertErrno(Errno.EINVAL, () -> left.pd.createAh(new AhAttributes(gid, 0, 2, 0, 0)));
        assertErrno(Errno.EINVAL, () -> left.pd.createAh(new AhAttributes(gid, 0, 1, 256, 0)));
        assertErrno(Errno.EINVAL, () -> left.pd.createAh(new AhAttributes(gid, 0, 1, 0, -1)));
        left.pd.createAh(new AhAttributes(gid, 0, 1, 255, 255)).close();
    }

    @Test
    void shouldFailHereWhenTheWayIsOfAnotherProtectionDomain() {
        final ProtectionDomain other = left.own(left.device.allocPd());
        final AddressHandle foreign = left.own(other.createAh(right.device.gid()));
        left.post(datagram(1, 8).to(foreign, right.qp.qpNumber(), QKEY));

        assertStatus(left.sent(), WcStatus.LOC_QP_OP_ERR, 1);
    }

    @Test
    void shouldFailHereWhenTheLkeyIsUnknown() {
        left.post(new SendWorkRequest().wrId(1).addSge(left.address(0), 64, left.region.lkey() ^ 0x0101)
            .to(toRight, right.qp.qpNumber(), QKEY));

        assertStatus(left.sent(), WcStatus.LOC_PROT_ERR, 1);
        assertThat(left.qp.query().state()).isEqualTo(QpState.ERR);
    }

    @Test
    void shouldDropTheDatagramWhenThereIsNoReceive() {
        for (int i = 0; i < 5; i++) {
            assertLost(datagram(i, 64));
        }
        assertArrives();
    }

    @Test
    void shouldDropTheDatagramAndKeepTheReceiveWhenItDoesNotFit() {
        right.receive(1, 0, GRH + 63);
        if (!kind.dropsWhatDoesNotFit()) {
            left.post(datagram(2, 64));
            assertStatus(right.received(), WcStatus.LOC_LEN_ERR, 1);
            return;
        }
        assertLost(datagram(2, 64));
        final byte[] payload = left.fill(0, 63, 4);
        left.post(datagram(3, 63));

        assertSuccess(left.sent(), 3);
        assertSuccess(right.received(), 1);
        assertThat(right.read(GRH, 63)).isEqualTo(payload);
    }

    @Test
    void shouldAnswerByTheCompletion() {
        right.receive(1, 0, GRH + 64);
        left.receive(2, 4096, GRH + 64);
        left.post(datagram(3, 64));
        final WorkCompletion received = right.received();
        assertSuccess(received, 1);
        final AddressHandle back = right.own(
            AddressHandle.fromWorkCompletion(right.pd, received, right.memory.segment().asSlice(0, GRH)));
        final byte[] payload = right.fill(8192, 64, 6);
        right.post(right.request(Opcode.SEND, 4, 8192, 64).to(back, received.sourceQp(), QKEY));

        assertSuccess(right.sent(), 4);
        final WorkCompletion answered = left.received();
        assertSuccess(answered, 2);
        assertThat(answered.sourceQp()).isEqualTo(right.qp.qpNumber());
        assertThat(left.read(4096 + GRH, 64)).isEqualTo(payload);
        assertSuccess(left.sent(), 3);
    }

    @Test
    void shouldTakeReceivesFromASharedQueue() {
        final SharedReceiveQueue srq = right.own(right.pd.createSrq(32, 4));
        right.replaceQp(right.init().type(QpType.UD).srq(srq));
        right.qp.openDatagrams(QKEY);
        final QueuePair second = right.own(right.pd.createQp(right.init().type(QpType.UD).srq(srq)));
        second.openDatagrams(QKEY);
        for (int i = 0; i < 4; i++) {
            assertThat(srq.postRecv(new ReceiveWorkRequest().wrId(i).sge(right.region, i * 4096L, GRH + 64))).isZero();
        }
        fabric.settleReceive();
        for (int i = 0; i < 4; i++) {
            final QueuePair receiver = i % 2 == 0 ? right.qp : second;
            left.post(datagram(i, 64).to(toRight, receiver.qpNumber(), QKEY));
            assertSuccess(left.sent(), i);
            final WorkCompletion received = right.received();
            assertSuccess(received, i);
            assertThat(received.qpNumber()).isEqualTo(receiver.qpNumber());
        }
        assertLost(datagram(9, 64));
    }

    @Test
    void shouldReachManyFromOneWhateverHostTheyAreOn() {
        final List<QueuePair> near = new ArrayList<>();
        final List<QueuePair> far = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            near.add(left.own(left.pd.createQp(left.init().type(QpType.UD))));
            far.add(right.own(right.pd.createQp(right.init().type(QpType.UD))));
            near.get(i).openDatagrams(QKEY);
            far.get(i).openDatagrams(QKEY);
            assertThat(near.get(i).postRecv(new ReceiveWorkRequest().wrId(i).sge(left.region, 8192, 4096))).isZero();
            assertThat(far.get(i).postRecv(new ReceiveWorkRequest().wrId(i).sge(right.region, 8192, 4096))).isZero();
        }
        if (!kind.isVirtual()) {
            // the routers' own rails are out of bounds there
            assertErrno(Errno.EACCES, () -> left.pd.createAh(left.device.gid()));
            near.clear();
        }
        final AddressHandle toLeft = near.isEmpty() ? toRight : left.own(left.pd.createAh(left.device.gid()));
        int posted = 0;
        for (int i = 0; i < 8; i++) {
            left.post(datagram(posted++, 64).to(toRight, far.get(i).qpNumber(), QKEY));
            if (!near.isEmpty()) {
                left.post(datagram(posted++, 64).to(toLeft, near.get(i).qpNumber(), QKEY));
            }
        }
        for (int i = 0; i < posted; i++) {
            assertSuccess(left.sent(), i);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(right.received().qpNumber()).isEqualTo(far.get(i).qpNumber());
        }
        for (final QueuePair queuePair : near) {
            assertThat(left.received().qpNumber()).isEqualTo(queuePair.qpNumber());
        }
    }

    @Test
    void shouldBeLostWhenNobodyHasTheNumber() {
        right.receive(1, 0, GRH + 64);
        final int nobody = right.qp.qpNumber() ^ 0x5A5A;
        for (int i = 0; i < 3; i++) {
            assertLost(datagram(2, 64).to(toRight, nobody, QKEY));
        }
        left.post(datagram(3, 64));

        assertSuccess(left.sent(), 3);
        assertSuccess(right.received(), 1);
    }

    @Test
    void shouldBeLostWhenTheReceiverIsGoneAndReachTheNextOne() {
        assertArrives();
        final int gone = right.qp.qpNumber();
        right.replaceQp(right.init().type(QpType.UD));
        right.qp.openDatagrams(QKEY);
        right.receive(1, 0, GRH + 64);
        assertLost(datagram(2, 64).to(toRight, gone, QKEY));
        left.post(datagram(3, 64));

        assertSuccess(left.sent(), 3);
        assertSuccess(right.received(), 1);
    }

    @Test
    void shouldNotReachAConnectedQueuePair() {
        final QueuePair connected = right.own(right.pd.createQp(right.init()));
        connected.toInit(AccessFlags.ALL);
        assertThat(connected.postRecv(new ReceiveWorkRequest().wrId(1).sge(right.region, 0, 4096))).isZero();
        final QueuePair peer = left.own(left.pd.createQp(left.init()));
        connected.toRtr(left.device.gid(), peer.qpNumber(), 0);
        assertLost(datagram(2, 64).to(toRight, connected.qpNumber(), QKEY));

        assertThat(connected.query().state()).isEqualTo(QpState.RTR);
    }

    @Test
    void shouldNotReachAnotherNetwork() {
        assertThatThrownBy(() -> left.pd.createAh(fabric.elsewhere()))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno())
                .isIn(Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EACCES));
        if (!kind.isVirtual()) {
            return;
        }
        try (Party stranger = new Party(fabric, fabric.stranger())) {
            stranger.replaceQp(stranger.init().type(QpType.UD));
            stranger.qp.openDatagrams(QKEY);
            stranger.receive(1, 0, GRH + 64);
            right.receive(1, 0, GRH + 64);
            assertLost(datagram(2, 64).to(toRight, stranger.qp.qpNumber(), QKEY));
            stranger.assertQuiet(stranger.recvCq);
        }
        left.post(datagram(3, 64));
        assertSuccess(right.received(), 1);
    }

    @Test
    void shouldReceiveWhenOnlyReadyToReceive() {
        right.replaceQp(right.init().type(QpType.UD));
        right.qp.modify(new QpAttributes().state(QpState.INIT).pkeyIndex(0).port(1).qkey(QKEY));
        right.receive(1, 0, GRH + 64);
        right.qp.modify(new QpAttributes().state(QpState.RTR));
        left.post(datagram(2, 64));

        assertSuccess(left.sent(), 2);
        assertSuccess(right.received(), 1);
    }

    @Test
    void shouldFlushInOrderWhenTheProgramGoesToError() {
        for (int i = 0; i < 10; i++) {
            right.receive(i, 0, 64);
        }
        right.qp.toError();
        final AddressHandle toLeft = right.own(right.pd.createAh(left.device.gid()));
        right.post(right.request(Opcode.SEND, 10, 0, 64).to(toLeft, left.qp.qpNumber(), QKEY));

        for (int i = 0; i < 10; i++) {
            assertStatus(right.received(), WcStatus.WR_FLUSH_ERR, i);
        }
        assertStatus(right.sent(), WcStatus.WR_FLUSH_ERR, 10);
    }

    @Test
    void shouldWorkAgainWhenResetAfterAnError() {
        right.qp.toError();
        right.qp.toReset();
        right.qp.openDatagrams(QKEY);

        assertArrives();
    }

    @Test
    void shouldTellItsAttributesWhenAsked() {
        final QpAttributes attributes = left.qp.query();

        assertThat(attributes.state()).isEqualTo(QpState.RTS);
        assertThat(attributes.qkey()).isEqualTo(QKEY);
    }

    @ParameterizedTest
    @ValueSource(ints = {QpAttributeMask.PKEY_INDEX, QpAttributeMask.PORT, QpAttributeMask.QKEY})
    void shouldRefuseInitWhenAnAttributeIsMissing(final int missing) {
        left.qp.toReset();
        final QpAttributes attributes = new QpAttributes().state(QpState.INIT).pkeyIndex(0).port(1).qkey(QKEY);

        assertErrno(Errno.EINVAL, () -> left.qp.modify(attributes, attributes.mask() & ~missing));
        assertErrno(Errno.EINVAL, () -> left.qp.modify(attributes.accessFlags(0)));
    }

    @Test
    void shouldRefuseWhatOnlyConnectedQueuePairsHave() {
        left.qp.toReset();
        left.qp.modify(new QpAttributes().state(QpState.INIT).pkeyIndex(0).port(1).qkey(QKEY));
        assertErrno(Errno.EINVAL, () -> left.qp.modify(left.rtrAttributes(right)));
        left.qp.modify(new QpAttributes().state(QpState.RTR));
        assertErrno(Errno.EINVAL, () -> left.qp.modify(left.rtsAttributes()));
        assertErrno(Errno.EINVAL, () -> left.qp.modify(new QpAttributes().state(QpState.RTS)));
        left.qp.modify(new QpAttributes().state(QpState.RTS).sqPsn(0));

        assertArrives();
    }
}
