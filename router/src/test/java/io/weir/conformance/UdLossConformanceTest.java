package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.AddressHandle;
import io.weir.client.AhAttributes;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.VerbsException;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that are refused, that fail, and that nobody takes: those are gone, and nobody is told. */
class UdLossConformanceTest extends UdConformance {
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
