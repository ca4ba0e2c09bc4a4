package io.weir.router.rnic.soft;

import static io.weir.router.rnic.soft.ScriptedPeer.MTU;
import static io.weir.router.rnic.soft.ScriptedPeer.PSN;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint;
import io.weir.router.rnic.soft.ScriptedPeer.Seen;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.QpType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the responder of a reliable connection answers, packet by packet (IBTA volume 1, section 9.7.4 and 9.7.5). */
class ResponderTest {
    private static final int KIND_MASK = 0x60;

    private final ScriptedPeer peer = new ScriptedPeer(QpType.RC);
    private final TestEndpoint endpoint = peer.endpoint;

    @AfterEach
    void close() {
        peer.close();
    }

    private void assertAnswered(final int psn, final int syndrome) {
        assertThat(peer.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.opcode()).isEqualTo(BthOpcode.ACKNOWLEDGE);
            assertThat(seen.psn()).isEqualTo(psn);
            assertThat(seen.syndrome()).isEqualTo(syndrome);
        });
    }

    private void assertAcknowledged(final int psn) {
        assertThat(peer.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.psn()).isEqualTo(psn);
            assertThat(seen.syndrome() & KIND_MASK).isZero();
        });
    }

    private void assertSilent() {
        assertThat(peer.seen()).isEmpty();
    }

    private void assertRefused(final int psn, final int syndrome, final AsyncEventType event) {
        assertAnswered(psn, syndrome);
        assertThat(endpoint.events).endsWith(event);
        peer.send(BthOpcode.SEND_ONLY, psn + 1, 0);
        assertAnswered(psn, syndrome);
        assertThat(endpoint.received).isEmpty();
    }

    @Test
    void shouldRefuseOnceWhenRequestIsMissing() {
        peer.connect();
        endpoint.postReceive(1, 0, 100);
        peer.send(BthOpcode.SEND_ONLY, PSN + 1, 10);
        assertAnswered(PSN, Aeth.NAK_SEQUENCE);
        peer.send(BthOpcode.SEND_ONLY, PSN + 2, 10);
        assertSilent();
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        assertAcknowledged(PSN);
        peer.send(BthOpcode.SEND_ONLY, PSN + 3, 10);
        assertAnswered(PSN + 1, Aeth.NAK_SEQUENCE);
        assertThat(peer.counters().outOfSequence).isEqualTo(3);
        assertThat(endpoint.received).hasSize(1);
    }

    @Test
    void shouldAcknowledgeAgainWhenRequestIsRepeated() {
        peer.connect();
        endpoint.postReceive(1, 0, 100);
        endpoint.postReceive(2, 0, 100);
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        peer.send(BthOpcode.SEND_ONLY, PSN + 1, 10);
        peer.seen();
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        assertAcknowledged(PSN + 1);
        assertThat(endpoint.received).hasSize(2);
        assertThat(peer.counters().duplicateRequests).isEqualTo(1);
    }

    @Test
    void shouldTellCreditsWhenAcknowledging() {
        peer.connect();
        for (int i = 0; i < 8; i++) {
            endpoint.postReceive(i, 0, 100);
        }
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        assertAnswered(PSN, Credits.code(7));
        endpoint.tellsAvailable = false;
        peer.send(BthOpcode.SEND_ONLY, PSN + 1, 10);
        assertAnswered(PSN + 1, Credits.INVALID);
    }

    @Test
    void shouldSayNotReadyEvenWhenEarlierRequestsAreRepeated() {
        peer.connect();
        endpoint.postReceive(1, 0, 100);
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        peer.seen();
        peer.send(BthOpcode.SEND_ONLY, PSN + 1, 10);
        assertAnswered(PSN + 1, Aeth.RNR_NAK | ScriptedPeer.MIN_RNR_TIMER);
        peer.send(BthOpcode.SEND_ONLY, PSN + 2, 10);
        assertSilent();
        endpoint.postReceive(2, 0, 100);
        peer.send(BthOpcode.SEND_ONLY, PSN + 1, 10);
        assertAcknowledged(PSN + 1);
        assertThat(peer.counters().rnrNaksSent).isEqualTo(1);
        assertThat(peer.counters().outOfBuffer).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x15, 0x16, 0x17, 0x1F})
    void shouldRefuseWhenOpcodeIsReserved(final int opcode) {
        peer.connect();
        peer.send(opcode, PSN, 8);
        assertRefused(PSN, Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
        assertThat(peer.counters().invalidRequests).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0x01,256", "0x02,10", "0x07,256", "0x08,10", "0x00,255", "0x00,0", "0x04,257"})
    void shouldRefuseWhenPacketIsOutOfPlaceOrLength(final String opcode, final int length) {
        peer.connect();
        endpoint.postReceive(1, 0, 1000);
        peer.send(Integer.decode(opcode), PSN, length);
        assertThat(peer.seen()).singleElement()
            .satisfies(seen -> assertThat(seen.syndrome()).isEqualTo(Aeth.NAK_INVALID_REQUEST));
        assertThat(endpoint.events).endsWith(AsyncEventType.QP_REQ_ERR);
    }

    @Test
    void shouldRefuseWhenMessageIsInterruptedByAnother() {
        peer.connect();
        endpoint.postReceive(1, 0, 1000);
        peer.send(BthOpcode.SEND_FIRST, PSN, MTU);
        peer.sendRdma(BthOpcode.READ_REQUEST, PSN + 1, endpoint.region.rkey(), 8, 0);
        assertThat(peer.seen()).last()
            .satisfies(seen -> assertThat(seen.syndrome()).isEqualTo(Aeth.NAK_INVALID_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(ints = {BthOpcode.WRITE_FIRST, BthOpcode.READ_REQUEST})
    void shouldRefuseWhenLengthIsMoreThanAMessageMayHave(final int opcode) {
        peer.connect();
        peer.sendRdma(opcode, PSN, endpoint.region.rkey(), (1L << 31) + 1, opcode == BthOpcode.READ_REQUEST ? 0 : MTU);
        assertRefused(PSN, Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
    }

    @Test
    void shouldRefuseWhenKeyIsForged() {
        peer.connect();
        final byte[] before = endpoint.memory.bytes(0, 1000);
        peer.sendRdma(BthOpcode.WRITE_ONLY, PSN, endpoint.region.rkey() ^ 1, 100, 100);
        assertRefused(PSN, Aeth.NAK_REMOTE_ACCESS, AsyncEventType.QP_ACCESS_ERR);
        assertThat(endpoint.memory.bytes(0, 1000)).isEqualTo(before);
        assertThat(peer.counters().remoteAccessErrors).isEqualTo(1);
    }

    @Test
    void shouldAnswerReadAgainFromWhereItIsAsked() {
        peer.connect();
        final int rkey = endpoint.region.rkey();
        peer.sendRdma(BthOpcode.READ_REQUEST, PSN, rkey, 3 * MTU, 0);
        assertThat(peer.seen()).extracting(Seen::opcode).containsExactly(
            BthOpcode.READ_RESPONSE_FIRST, BthOpcode.READ_RESPONSE_MIDDLE, BthOpcode.READ_RESPONSE_LAST);
        peer.sendRdma(BthOpcode.READ_REQUEST, PSN + 1, rkey, 2 * MTU, 0);
        assertThat(peer.seen()).extracting(Seen::psn).containsExactly(PSN + 1, PSN + 2);
        assertThat(endpoint.served).hasSize(1);
        assertThat(peer.counters().readRequests).isEqualTo(1);
    }

    @Test
    void shouldReplayAtomicWhenRepeated() {
        peer.connect();
        for (int i = 0; i < 2; i++) {
            peer.send(BthOpcode.FETCH_ADD, PSN,
                at -> AtomicEth.put(at, endpoint.memory.iova(), endpoint.region.rkey(), 5, 0), 0);
            assertThat(peer.seen()).extracting(Seen::opcode).containsExactly(BthOpcode.ATOMIC_ACKNOWLEDGE);
        }
        assertThat(endpoint.memory.getLong(0)).isEqualTo(5);
        assertThat(peer.counters().atomicRequests).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0xFFFF,0xFFFF,true", "0xFFFF,0x7FFF,true", "0x7FFF,0xFFFF,true", "0x7FFF,0x7FFF,false",
        "0x8001,0x0001,true", "0x8001,0xFFFF,false", "0x0001,0x0001,false",
    })
    void shouldTakePacketsOfItsPartitionOnly(final String own, final String theirs, final boolean taken) {
        peer.connect(Integer.decode(own), 7, 7);
        peer.pkey = Integer.decode(theirs);
        endpoint.postReceive(1, 0, 100);
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        assertThat(endpoint.received).hasSize(taken ? 1 : 0);
        assertThat(peer.counters().badPKeys).isEqualTo(taken ? 0 : 1);
        if (taken) {
            assertThat(peer.seen()).extracting(Seen::pkey).containsExactly(Integer.decode(own));
        } else {
            assertSilent();
        }
    }

    @Test
    void shouldIgnoreOtherServices() {
        peer.connect();
        endpoint.postReceive(1, 0, 100);
        peer.send(BthOpcode.UC | BthOpcode.SEND_ONLY, PSN, 10);
        peer.send(BthOpcode.UD | BthOpcode.SEND_ONLY, PSN, 10);
        assertSilent();
        assertThat(peer.counters().wrongService).isEqualTo(2);
        assertThat(endpoint.received).isEmpty();
    }

    @Test
    void shouldIgnoreEverythingWhenNotConnected() {
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        peer.connect();
        endpoint.qp.toReset();
        peer.send(BthOpcode.SEND_ONLY, PSN, 10);
        assertSilent();
        assertThat(peer.counters().ghosts).isEqualTo(2);
    }
}
