package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.QpAttributes;
import io.weir.client.SendWorkRequest;
import io.weir.client.VerbsException;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unreliable connected queue pairs: nobody answers, so nobody waits, and what cannot be delivered is gone. */
class UcConformanceTest extends Conformance {
    @BeforeEach
    void makeThemUnreliable() {
        left.replaceQp(left.init().type(QpType.UC));
        right.replaceQp(right.init().type(QpType.UC));
    }

    private void connectUnreliably() {
        left.qp.modify(left.initAttributes(AccessFlags.ALL));
        right.qp.modify(right.initAttributes(AccessFlags.ALL));
        left.qp.modify(rtrAttributes(right));
        right.qp.modify(rtrAttributes(left));
        left.qp.modify(rtsAttributes());
        right.qp.modify(rtsAttributes());
    }

    private static QpAttributes rtrAttributes(final Party peer) {
        return new QpAttributes().state(QpState.RTR).destGid(peer.device.gid()).destQpNumber(peer.qp.qpNumber())
            .rqPsn(0).pathMtu(peer.device.queryPort(1).activeMtu());
    }

    private static QpAttributes rtsAttributes() {
        return new QpAttributes().state(QpState.RTS).sqPsn(0);
    }

    private SendWorkRequest write(final long wrId, final long length) {
        return left.request(Opcode.RDMA_WRITE, wrId, 0, length).remote(right.address(0), right.region.rkey());
    }

    private void assertBothWork() {
        right.receive(100, 1 << 20, 64);
        final byte[] payload = left.fill(0, 64, 99);
        left.post(left.request(Opcode.SEND, 101, 0, 64));

        assertSuccess(left.sent(), 101);
        assertSuccess(right.received(), 100);
        assertThat(right.read(1 << 20, 64)).isEqualTo(payload);
        assertThat(left.qp.query().state()).isEqualTo(QpState.RTS);
        assertThat(right.qp.query().state()).isEqualTo(QpState.RTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 100_000})
    void shouldDeliverWhatIsSent(final int length) {
        connectUnreliably();
        final byte[] payload = left.fill(0, length, length);
        right.receive(1, 0, 100_000);
        left.post(left.request(Opcode.SEND, 2, 0, length));

        assertSuccess(left.sent(), 2);
        final WorkCompletion received = right.received();
        assertSuccess(received, 1);
        assertThat(received.opcode()).isEqualTo(WcOpcode.RECV);
        assertThat(received.byteLength()).isEqualTo(length);
        assertThat(received.hasGrh()).isFalse();
        assertThat(right.read(0, length)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4097, 200_000})
    void shouldWriteRemoteMemory(final int length) {
        connectUnreliably();
        final byte[] payload = left.fill(0, length, length);
        left.post(write(1, length));

        assertSuccess(left.sent(), 1);
        assertThat(fabric.turnUntil(() -> right.read(length - 1L, 1)[0] == payload[length - 1])).isTrue();
        assertThat(right.read(0, length)).isEqualTo(payload);
    }

    @Test
    void shouldCarryImmediateData() {
        connectUnreliably();
        right.receive(1, 0, 64);
        right.receive(2, 0, 0);
        left.post(left.request(Opcode.SEND_WITH_IMM, 3, 0, 64).immediate(0xCAFE_BABE));
        left.post(write(4, 5000).opcode(Opcode.RDMA_WRITE_WITH_IMM).immediate(7));

        assertSuccess(left.sent(), 3);
        assertSuccess(left.sent(), 4);
        final WorkCompletion sent = right.received();
        assertSuccess(sent, 1);
        assertThat(sent.immediate()).isEqualTo(0xCAFE_BABE);
        final WorkCompletion written = right.received();
        assertSuccess(written, 2);
        assertThat(written.opcode()).isEqualTo(WcOpcode.RECV_RDMA_WITH_IMM);
        assertThat(written.immediate()).isEqualTo(7);
        assertThat(written.byteLength()).isEqualTo(5000);
    }

    @Test
    void shouldKeepTheOrder() {
        connectUnreliably();
        final int burst = Math.min(50, kind.receivesAtHand());
        for (int first = 0; first < 50; first += burst) {
            final int end = Math.min(50, first + burst);
            for (int i = first; i < end; i++) {
                right.receive(i, i * 10_000L, 10_000);
            }
            for (int i = first; i < end; i++) {
                left.post(left.request(Opcode.SEND_WITH_IMM, i, 0, i * 200L).immediate(i));
            }
            for (int i = first; i < end; i++) {
                assertSuccess(left.sent(), i);
                final WorkCompletion received = right.received();
                assertSuccess(received, i);
                assertThat(received.immediate()).isEqualTo(i);
                assertThat(received.byteLength()).isEqualTo(i * 200L);
            }
        }
    }

    @Test
    void shouldCompleteOnlyWhatIsSignaled() {
        connectUnreliably();
        for (int i = 0; i < 20; i++) {
            left.post(write(i, 64).flags(0));
        }
        left.post(write(20, 64));

        assertSuccess(left.sent(), 20);
        left.assertQuiet(left.sendCq);
        right.assertQuiet(right.recvCq);
    }

    @Test
    void shouldDropTheMessageWhenThereIsNoReceive() {
        connectUnreliably();
        left.post(left.request(Opcode.SEND, 1, 0, 9000));
        assertSuccess(left.sent(), 1);
        right.assertQuiet(right.recvCq);

        assertBothWork();
    }

    @Test
    void shouldDropTheMessageAndKeepTheReceiveWhenItDoesNotFit() {
        connectUnreliably();
        right.receive(1, 0, 100);
        left.post(left.request(Opcode.SEND, 2, 0, 101));
        assertSuccess(left.sent(), 2);
        if (!kind.dropsWhatDoesNotFit()) {
            assertStatus(right.received(), WcStatus.LOC_LEN_ERR, 1);
            return;
        }
        right.assertQuiet(right.recvCq);
        final byte[] payload = left.fill(0, 100, 3);
        left.post(left.request(Opcode.SEND, 3, 0, 100));

        assertSuccess(left.sent(), 3);
        assertSuccess(right.received(), 1);
        assertThat(right.read(0, 100)).isEqualTo(payload);
    }

    @Test
    void shouldDropTheWriteWhenTheKeyIsUnknown() {
        connectUnreliably();
        right.write(0, new byte[64]);
        left.fill(0, 64, 1);
        left.post(write(1, 64).remote(right.address(0), right.region.rkey() ^ 0x0100));
        assertSuccess(left.sent(), 1);
        right.assertQuiet(right.recvCq);

        assertThat(right.read(0, 64)).containsOnly(0);
        assertBothWork();
    }

    @Test
    void shouldNotMissThePeerWhenItIsGone() {
        connectUnreliably();
        right.qp.toError();
        for (int i = 0; i < 10; i++) {
            left.post(left.request(Opcode.SEND, i, 0, 9000));
        }

        for (int i = 0; i < 10; i++) {
            assertSuccess(left.sent(), i);
        }
        assertThat(left.qp.query().state()).isEqualTo(QpState.RTS);
    }

    @ParameterizedTest
    @EnumSource(names = {"RDMA_READ", "ATOMIC_CMP_AND_SWP", "ATOMIC_FETCH_AND_ADD"})
    void shouldRefuseThePostWhenTheOperationNeedsAnAnswer(final Opcode opcode) {
        connectUnreliably();

        assertThat(left.qp.postSend(
            left.request(opcode, 1, 0, 8).remote(right.address(0), right.region.rkey()))).isEqualTo(Errno.EINVAL);
        assertBothWork();
    }

    @Test
    void shouldFailHereWhenTheLkeyIsUnknown() {
        connectUnreliably();
        left.post(new SendWorkRequest().wrId(1).addSge(left.address(0), 64, left.region.lkey() ^ 0x0101));

        assertStatus(left.sent(), WcStatus.LOC_PROT_ERR, 1);
        assertThat(left.qp.query().state()).isEqualTo(QpState.ERR);
    }

    @Test
    void shouldFlushInOrderWhenTheProgramGoesToError() {
        connectUnreliably();
        for (int i = 0; i < 10; i++) {
            right.receive(i, 0, 64);
        }
        right.qp.toError();
        right.post(right.request(Opcode.SEND, 10, 0, 64));

        for (int i = 0; i < 10; i++) {
            assertStatus(right.received(), WcStatus.WR_FLUSH_ERR, i);
        }
        assertStatus(right.sent(), WcStatus.WR_FLUSH_ERR, 10);
    }

    @Test
    void shouldWorkAgainWhenReconnectedAfterAnError() {
        connectUnreliably();
        left.qp.toError();
        left.qp.toReset();
        right.qp.toReset();
        connectUnreliably();

        assertBothWork();
    }

    @ParameterizedTest
    @ValueSource(ints = {
        QpAttributeMask.AV, QpAttributeMask.PATH_MTU, QpAttributeMask.DEST_QPN, QpAttributeMask.RQ_PSN})
    void shouldRefuseRtrWhenAnAttributeIsMissing(final int missing) {
        left.qp.modify(left.initAttributes(AccessFlags.ALL));
        final QpAttributes attributes = rtrAttributes(right);

        assertThatThrownBy(() -> left.qp.modify(attributes, attributes.mask() & ~missing))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }

    @Test
    void shouldRefuseAttributesThatItDoesNotHave() {
        left.qp.modify(left.initAttributes(AccessFlags.ALL));
        assertThatThrownBy(() -> left.qp.modify(rtrAttributes(right).minRnrTimer(1)))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        left.qp.modify(rtrAttributes(right));
        assertThatThrownBy(() -> left.qp.modify(rtsAttributes().timeout(14)))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
        assertThatThrownBy(() -> left.qp.modify(rtsAttributes(), QpAttributeMask.STATE))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }

    @Test
    void shouldNotReachAQueuePairOfAnotherService() {
        final QpAttributes toRight = rtrAttributes(right);
        left.qp.modify(left.initAttributes(AccessFlags.ALL));
        right.replaceQp(right.init());
        final int reliable = right.qp.qpNumber();
        if (kind.isVirtual()) {
            assertThatThrownBy(() -> left.qp.modify(toRight.destQpNumber(reliable)))
                .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EHOSTUNREACH));
        }
    }
}
