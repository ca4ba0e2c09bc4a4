package io.weir.router.rnic.soft;

import static io.weir.router.rnic.soft.ScriptedPeer.MTU;
import static io.weir.router.rnic.soft.ScriptedPeer.PSN;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.router.rnic.TestEndpoint.Sent;
import io.weir.router.rnic.soft.ScriptedPeer.Seen;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Unreliable services packet by packet (IBTA volume 1, section 9.8). */
class UnreliableWireTest {
    @Nested
    class Connected {
        private final ScriptedPeer peer = new ScriptedPeer(QpType.UC).connect();
        private final TestEndpoint endpoint = peer.endpoint;

        @AfterEach
        void close() {
            peer.close();
        }

        private void send(final int operation, final int psn, final int length) {
            peer.send(BthOpcode.UC | operation, psn, length);
        }

        @Test
        void shouldDropMessageThatMissesAPacketAndTakeTheNext() {
            endpoint.postReceive(1, 0, 1000);
            send(BthOpcode.SEND_FIRST, PSN, MTU);
            send(BthOpcode.SEND_LAST, PSN + 2, 10);
            assertThat(endpoint.received).isEmpty();
            send(BthOpcode.SEND_FIRST, PSN + 7, MTU);
            send(BthOpcode.SEND_LAST, PSN + 8, 11);
            assertThat(endpoint.received).singleElement()
                .satisfies(received -> assertThat(received.bytes()).isEqualTo(MTU + 11));
            assertThat(peer.counters().outOfSequence).isEqualTo(2);
            assertThat(peer.counters().droppedMessages).isEqualTo(1);
            assertThat(peer.seen()).isEmpty();
        }

        @Test
        void shouldDropWhatIsLeftOfAMessageItDidNotSeeBegin() {
            endpoint.postReceive(1, 0, 1000);
            send(BthOpcode.SEND_MIDDLE, PSN, MTU);
            send(BthOpcode.SEND_LAST, PSN + 1, 10);
            assertThat(endpoint.received).isEmpty();
            assertThat(endpoint.events).isEmpty();
        }

        @Test
        void shouldBeginAnewWhenAMessageIsBrokenOff() {
            endpoint.postReceive(1, 0, 1000);
            send(BthOpcode.SEND_FIRST, PSN, MTU);
            send(BthOpcode.SEND_ONLY, PSN + 1, 10);
            assertThat(endpoint.received).singleElement()
                .satisfies(received -> assertThat(received.bytes()).isEqualTo(10));
        }

        @Test
        void shouldNotDeliverTwice() {
            endpoint.postReceive(1, 0, 1000);
            endpoint.postReceive(2, 0, 1000);
            send(BthOpcode.SEND_ONLY, PSN, 10);
            send(BthOpcode.SEND_ONLY, PSN, 10);
            assertThat(endpoint.received).hasSize(1);
            assertThat(peer.counters().duplicateRequests).isEqualTo(1);
        }

        @Test
        void shouldTakeASenderThatIsFarAhead() {
            endpoint.postReceive(1, 0, 1000);
            send(BthOpcode.SEND_ONLY, PSN + 0xA00000, 10);
            assertThat(endpoint.received).hasSize(1);
        }

        @Test
        void shouldSendWithoutAskingForAcknowledgements() {
            final SendWr wr = endpoint.wr(1, Opcode.RDMA_WRITE_WITH_IMM, 0, 2 * MTU + 1);
            endpoint.post(wr);
            assertThat(peer.seen()).containsExactly(
                new Seen(BthOpcode.UC | BthOpcode.WRITE_FIRST, PSN, 0xFFFF, false, -1, MTU),
                new Seen(BthOpcode.UC | BthOpcode.WRITE_MIDDLE, PSN + 1, 0xFFFF, false, -1, MTU),
                new Seen(BthOpcode.UC | BthOpcode.WRITE_LAST_IMMEDIATE, PSN + 2, 0xFFFF, false, -1, 1));
            assertThat(endpoint.sent).containsExactly(new Sent(1, WcStatus.SUCCESS));
        }
    }

    @Nested
    class Datagrams {
        private static final int TRAFFIC_CLASS = 0x6A;
        private static final int HOP_LIMIT = 3;
        private static final int OWN_QKEY = 1 << 31;

        private final ScriptedPeer peer = new ScriptedPeer(QpType.UD).connect();
        private final TestEndpoint endpoint = peer.endpoint;

        @AfterEach
        void close() {
            peer.close();
        }

        private void send(final int qkey, final int psn, final int length) {
            peer.send(BthOpcode.UD | BthOpcode.SEND_ONLY, psn, at -> Deth.put(at, qkey, ScriptedPeer.PEER_QP), length);
        }

        @Test
        void shouldWriteTheIpHeaderBeforeThePayload() {
            endpoint.postReceive(1, 0, 1000);
            send(ScriptedPeer.QKEY, 0, 5);
            assertThat(endpoint.datagrams).singleElement().satisfies(datagram -> {
                assertThat(datagram.bytes()).isEqualTo(45);
                assertThat(datagram.sourceAddress()).isEqualTo(ScriptedPeer.PEER);
                assertThat(datagram.sourceQpn()).isEqualTo(ScriptedPeer.PEER_QP);
            });
            // 60 bytes: IP 20, UDP 8, BTH 12, DETH 8, payload 5, pad 3, ICRC 4
            assertThat(HexFormat.of().formatHex(endpoint.memory.bytes(0, 40))).isEqualTo(
                "0000000000000000000000000000000000000000"
                    + "4502003c000040003f11" + "27ad" + "0a0000020a000001");
        }

        @Test
        void shouldTakeAnyPsnAndOnlyTheQkey() {
            endpoint.postReceive(1, 0, 1000);
            endpoint.postReceive(2, 0, 1000);
            send(ScriptedPeer.QKEY + 1, 0, 5);
            send(ScriptedPeer.QKEY, 5000, 5);
            send(ScriptedPeer.QKEY, 7, 5);
            assertThat(endpoint.datagrams).hasSize(2);
            assertThat(peer.counters().badQKeys).isEqualTo(1);
        }

        @Test
        void shouldSendAsTheAddressHandleSays() {
            final SendWr wr = peer.toPeer(endpoint.wr(1, Opcode.SEND, 0, 5), TRAFFIC_CLASS, HOP_LIMIT);
            endpoint.post(wr);
            assertThat(peer.seen()).containsExactly(
                new Seen(BthOpcode.UD | BthOpcode.SEND_ONLY, PSN, 0xFFFF, false, -1, 5));
            assertThat(peer.lastTrafficClass()).isEqualTo(TRAFFIC_CLASS);
        }

        @Test
        void shouldUseItsOwnQkeyWhenTheHighestBitIsSet() {
            final SendWr wr = peer.toPeer(endpoint.wr(1, Opcode.SEND, 0, 5), 0, 0);
            wr.remoteQkey = OWN_QKEY;
            endpoint.post(wr);
            assertThat(peer.seen()).hasSize(1);
            assertThat(peer.lastQkey()).isEqualTo(ScriptedPeer.QKEY);
        }
    }
}
