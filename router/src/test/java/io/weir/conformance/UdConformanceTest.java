package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.AddressHandle;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.QpAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SharedReceiveQueue;
import io.weir.client.WorkCompletion;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagram queue pairs: one reaches all. */
class UdConformanceTest extends UdConformance {
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
    void shouldSendTheQueuePairsOwnQkeyWhenTheHighOrderBitIsSet() {
        right.receive(1, 0, GRH + 64);
        left.post(datagram(2, 64).to(toRight, right.qp.qpNumber(), 0x8000_0000));

        assertSuccess(left.sent(), 2);
        assertSuccess(right.received(), 1);
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
}
