package io.weir.router.rnic.soft;

import static io.weir.router.rnic.soft.ScriptedPeer.MTU;
import static io.weir.router.rnic.soft.ScriptedPeer.PSN;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.router.rnic.TestEndpoint.Sent;
import io.weir.router.rnic.host.RnrTimer;
import io.weir.router.rnic.soft.ScriptedPeer.Seen;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the requester of a reliable connection makes of answers and of silence (IBTA volume 1, 9.7.5 and 9.9.2). */
class RequesterTest {
    private static final int ACK = Aeth.ACK | Credits.INVALID;
    private static final long TIMEOUT_NS = 4096L << 8;

    private final ScriptedPeer peer = new ScriptedPeer(QpType.RC);
    private final TestEndpoint endpoint = peer.endpoint;

    @AfterEach
    void close() {
        peer.close();
    }

    private void post(final long id, final Opcode opcode, final long length) {
        final SendWr wr = endpoint.wr(id, opcode, 0, length);
        wr.remoteAddress = 0x1000;
        wr.rkey = 7;
        endpoint.post(wr);
    }

    private static Sent sent(final long id, final WcStatus status) {
        return new Sent(id, status);
    }

    private void readResponse(final int psn, final int length) {
        peer.send(BthOpcode.READ_RESPONSE_ONLY, psn, at -> Aeth.put(at, ACK, 0), length);
    }

    @Test
    void shouldCompleteAllBeforeWhenLaterIsAcknowledged() {
        peer.connect();
        for (int i = 0; i < 5; i++) {
            post(i, Opcode.SEND, 3 * MTU);
        }
        assertThat(peer.seen()).hasSize(15);
        peer.acknowledge(PSN + 10, ACK);
        assertThat(endpoint.sent).extracting(Sent::id).containsExactly(0L, 1L, 2L);
        peer.acknowledge(PSN + 14, ACK);
        assertThat(endpoint.sent).hasSize(5);
    }

    @Test
    void shouldTakeResponseForAcknowledgementOfWhatCameBefore() {
        peer.connect();
        post(1, Opcode.RDMA_WRITE, MTU);
        post(2, Opcode.SEND, 0);
        post(3, Opcode.RDMA_READ, 100);
        peer.seen();
        readResponse(PSN + 2, 100);
        assertThat(endpoint.sent).containsExactly(
            sent(1, WcStatus.SUCCESS), sent(2, WcStatus.SUCCESS), sent(3, WcStatus.SUCCESS));
    }

    @Test
    void shouldAskAgainWhenAcknowledgementPassesARead() {
        peer.connect();
        post(1, Opcode.RDMA_READ, 100);
        post(2, Opcode.SEND, 0);
        peer.seen();
        peer.acknowledge(PSN + 1, ACK);
        assertThat(endpoint.sent).isEmpty();
        assertThat(peer.counters().impliedNaks).isEqualTo(1);
        assertThat(peer.seen()).extracting(Seen::opcode)
            .containsExactly(BthOpcode.READ_REQUEST, BthOpcode.SEND_ONLY);
        readResponse(PSN, 100);
        peer.acknowledge(PSN + 1, ACK);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.SUCCESS), sent(2, WcStatus.SUCCESS));
    }

    @Test
    void shouldGoBackToWhatIsMissingWhenRefusedForSequence() {
        peer.connect();
        post(1, Opcode.SEND, 0);
        post(2, Opcode.SEND, 0);
        post(3, Opcode.SEND, 0);
        peer.seen();
        peer.acknowledge(PSN + 1, Aeth.NAK_SEQUENCE);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.SUCCESS));
        assertThat(peer.seen()).extracting(Seen::psn).containsExactly(PSN + 1, PSN + 2);
        assertThat(peer.counters().packetSequenceErrors).isEqualTo(1);
    }

    /** A peer that reports a gap each time, and never gets further. */
    @Test
    void shouldSpendRetriesOnGapsAndSilenceAlike() {
        peer.connect(RtrAttributes.DEFAULT_PKEY, 3, 7);
        post(1, Opcode.SEND, 0);
        int transmissions = 0;
        for (int i = 0; i < 100 && endpoint.sent.isEmpty(); i++) {
            transmissions += peer.seen().size();
            peer.acknowledge(PSN, Aeth.NAK_SEQUENCE);
            peer.pass(TIMEOUT_NS);
        }
        assertThat(transmissions).isEqualTo(1 + 3);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.RETRY_EXC_ERR));
        assertThat(peer.counters().retryExceeded).isEqualTo(1);
        assertThat(peer.counters().packetSequenceErrors + peer.counters().ackTimeouts).isEqualTo(3);
        assertThat(peer.counters().sendFailures).isEqualTo(1);
    }

    @Test
    void shouldFailAtFirstGapWhenThereAreNoRetries() {
        peer.connect(RtrAttributes.DEFAULT_PKEY, 0, 7);
        post(1, Opcode.SEND, 0);
        post(2, Opcode.SEND, 0);
        peer.acknowledge(PSN, Aeth.NAK_SEQUENCE);
        assertThat(endpoint.sent).containsExactly(
            sent(1, WcStatus.RETRY_EXC_ERR), sent(2, WcStatus.WR_FLUSH_ERR));
        assertThat(peer.counters().packetSequenceErrors).isZero();
        assertThat(peer.counters().sendsFlushed).isEqualTo(1);
    }

    @Test
    void shouldSendAgainWhenNothingIsHeard() {
        peer.connect(RtrAttributes.DEFAULT_PKEY, 2, 7);
        post(1, Opcode.SEND, 0);
        assertThat(peer.seen()).hasSize(1);
        peer.pass(TIMEOUT_NS - 30_000);
        assertThat(peer.seen()).isEmpty();
        peer.pass(30_000);
        assertThat(peer.seen()).hasSize(1);
        peer.pass(TIMEOUT_NS);
        assertThat(peer.seen()).hasSize(1);
        peer.acknowledge(PSN, ACK);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.SUCCESS));
        assertThat(peer.counters().ackTimeouts).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0x61,REM_INV_REQ_ERR", "0x62,REM_ACCESS_ERR", "0x63,REM_OP_ERR", "0x7F,BAD_RESP_ERR"})
    void shouldFailWithWhatTheRefusalSays(final String syndrome, final WcStatus status) {
        peer.connect();
        post(1, Opcode.SEND, 0);
        post(2, Opcode.SEND, 0);
        post(3, Opcode.SEND, 0);
        peer.seen();
        peer.acknowledge(PSN + 1, Integer.decode(syndrome));
        assertThat(endpoint.sent).containsExactly(
            sent(1, WcStatus.SUCCESS), sent(2, status), sent(3, WcStatus.WR_FLUSH_ERR));
    }

    @Test
    void shouldWaitAsLongAsTheReceiverAsks() {
        peer.connect(RtrAttributes.DEFAULT_PKEY, 7, 1);
        post(1, Opcode.SEND, 0);
        peer.seen();
        final int code = 20;
        final long delay = RnrTimer.delayNs(code);
        assertThat(delay).isEqualTo(10_240_000);
        peer.acknowledge(PSN, Aeth.RNR_NAK | code);
        peer.pass(delay - 30_000);
        assertThat(peer.seen()).isEmpty();
        peer.pass(30_000);
        assertThat(peer.seen()).hasSize(1);
        peer.acknowledge(PSN, Aeth.RNR_NAK | code);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.RNR_RETRY_EXC_ERR));
        assertThat(peer.counters().rnrNaksReceived).isEqualTo(1);
        assertThat(peer.counters().rnrRetryExceeded).isEqualTo(1);
    }

    @Test
    void shouldGoOnWhenARefusalAcknowledgedMoreThanThereWereCredits() {
        peer.connect();
        for (int i = 0; i < 4; i++) {
            post(i, Opcode.SEND, 0);
        }
        peer.seen();
        peer.acknowledge(PSN, Aeth.ACK | Credits.code(1));
        peer.acknowledge(PSN + 3, Aeth.RNR_NAK | 1);
        assertThat(endpoint.sent).hasSize(3);
        assertThat(peer.seen()).extracting(Seen::psn).containsExactly(PSN + 3);
        peer.acknowledge(PSN + 3, Aeth.ACK | Credits.code(0));
        assertThat(endpoint.sent).hasSize(4);
    }

    @Test
    void shouldIgnoreAnswersToWhatWasNeverSent() {
        peer.connect();
        post(1, Opcode.SEND, 0);
        peer.seen();
        peer.acknowledge(PSN + 1, ACK);
        peer.acknowledge(PSN + 5, Aeth.NAK_REMOTE_ACCESS);
        readResponse(PSN + 1, 10);
        assertThat(endpoint.sent).isEmpty();
        assertThat(peer.counters().ghosts).isEqualTo(3);
        peer.acknowledge(PSN - 1, Aeth.NAK_REMOTE_ACCESS);
        assertThat(endpoint.sent).isEmpty();
        peer.acknowledge(PSN, ACK);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.SUCCESS));
    }

    @Test
    void shouldFailWhenResponseHasAnotherLength() {
        peer.connect();
        post(1, Opcode.RDMA_READ, 100);
        peer.seen();
        readResponse(PSN, 101);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.BAD_RESP_ERR));
    }

    @Test
    void shouldGoOnAcrossTheEndOfSequenceNumbers() {
        endpoint.qp.toRtr(new RtrAttributes(ScriptedPeer.PEER, SoftRnic.ROCE_PORT, ScriptedPeer.PEER_QP,
            Mtu.MTU_256, PSN, 0, 1, 1));
        endpoint.qp.toRts(new RtsAttributes(0xFFFFFE, 8, 7, 7, 1));
        post(1, Opcode.SEND, 4 * MTU);
        assertThat(peer.seen()).extracting(Seen::psn).containsExactly(0xFFFFFE, 0xFFFFFF, 0, 1);
        peer.acknowledge(1, ACK);
        assertThat(endpoint.sent).containsExactly(sent(1, WcStatus.SUCCESS));
    }
}
