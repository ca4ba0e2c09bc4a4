package io.weir.router.rnic;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Datagram;
import io.weir.router.rnic.TestEndpoint.Sent;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcFlags;
import io.weir.verbs.WcStatus;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What datagram queue pairs do. A network may lose datagrams, repeat them and change their order. */
public abstract class UdSuite extends UnreliableFixture {
    private static final int GRH = 40;
    private static final int QKEY = 0x1234_5678;

    private TestEndpoint e;
    private TestEndpoint f;

    protected UdSuite(final Supplier<RnicFabric> fabrics) {
        super(fabrics);
    }

    @BeforeEach
    void openQueuePairs() {
        e = endpointOnA(QpType.UD, 5);
        f = endpointOnB(QpType.UD, 6);
        start(e);
        start(f);
    }

    private static void start(final TestEndpoint endpoint) {
        assertThat(endpoint.qp.toRtr(RtrAttributes.datagram(QKEY))).isZero();
        assertThat(endpoint.qp.toRts(new RtsAttributes(0, 0, 0, 0, 0))).isZero();
    }

    /** A request of a sender on RNIC A to a receiver on RNIC B, or the other way round. */
    private static SendWr datagram(final TestEndpoint sender, final TestEndpoint receiver, final SendWr wr) {
        final RnicInfo info = receiver.rnic.info();
        wr.ah = sender.rnic.createAh(sender.pd, new AhAttributes(info.address(), info.port(), 0, 0));
        wr.remoteQpn = receiver.qp.qpNumber();
        wr.remoteQkey = QKEY;
        return wr;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MTU - 1, MTU, 4096})
    void shouldDeliverDatagramWhenReceivePosted(final int wanted) {
        final int length = Math.min(wanted, rnicA.info().mtu());
        f.postReceive(7, 16, GRH + length);
        postUntil(e, datagram(e, f, e.wr(1, Opcode.SEND, 3, length)), () -> !f.datagrams.isEmpty());
        assertThat(f.datagrams).containsExactly(
            new Datagram(7, GRH + length, 0, WcFlags.GRH, solicited(false), rnicA.info().address(), e.qp.qpNumber()));
        assertThat(f.memory.bytes(16 + GRH, length)).isEqualTo(e.memory.bytes(3, length));
        assertThat(f.memory.bytes(16, 20)).isEqualTo(new byte[20]);
        assertThat(f.received).isEmpty();
    }

    @Test
    void shouldCarryImmediateAndSolicitedWhenDatagram() {
        f.postReceive(7, 0, 1000);
        final SendWr wr = datagram(e, f, e.wr(1, Opcode.SEND_WITH_IMM, 3, 100));
        wr.immediate = 0xCAFEBABE;
        wr.flags = SendFlags.SOLICITED;
        e.addSge(wr, 5000, 51);
        postUntil(e, wr, () -> !f.datagrams.isEmpty());
        assertThat(f.datagrams).containsExactly(new Datagram(7, GRH + 151, 0xCAFEBABE, WcFlags.GRH | WcFlags.WITH_IMM,
            true, rnicA.info().address(), e.qp.qpNumber()));
        assertThat(f.memory.bytes(GRH, 100)).isEqualTo(e.memory.bytes(3, 100));
        assertThat(f.memory.bytes(GRH + 100, 51)).isEqualTo(e.memory.bytes(5000, 51));
    }

    @Test
    void shouldAnswerToWhoeverSent() {
        f.postReceive(7, 0, 1000);
        postUntil(e, datagram(e, f, e.wr(1, Opcode.SEND, 0, 100)), () -> !f.datagrams.isEmpty());
        e.postReceive(8, 0, 1000);
        final SendWr answer = datagram(f, e, f.wr(2, Opcode.SEND, 0, 10));
        answer.remoteQpn = f.datagrams.getFirst().sourceQpn();
        postUntil(f, answer, () -> !e.datagrams.isEmpty());
        assertThat(e.datagrams.getFirst().sourceQpn()).isEqualTo(f.qp.qpNumber());
        assertThat(e.memory.bytes(GRH, 10)).isEqualTo(f.memory.bytes(0, 10));
    }

    private void assertDropped(final SendWr wr) {
        postOnce(e, wr);
        assertThat(f.datagrams).isEmpty();
        assertThat(f.received).isEmpty();
        assertThat(f.events).isEmpty();
    }

    private void assertStillWorking() {
        postUntil(e, datagram(e, f, e.wr(9, Opcode.SEND, 30, 60)), () -> !f.datagrams.isEmpty());
        assertThat(f.datagrams.getFirst().bytes()).isEqualTo(GRH + 60);
        assertThat(f.memory.bytes(GRH, 60)).isEqualTo(e.memory.bytes(30, 60));
    }

    @Test
    void shouldDropDatagramWhenQkeyIsWrong() {
        f.postReceive(7, 0, 100);
        final SendWr wr = datagram(e, f, e.wr(1, Opcode.SEND, 0, 10));
        wr.remoteQkey = QKEY + 1;
        assertDropped(wr);
        assertStillWorking();
    }

    @Test
    void shouldDropDatagramWhenThereIsNoReceive() {
        assertDropped(datagram(e, f, e.wr(1, Opcode.SEND, 0, 10)));
        f.postReceive(7, 0, 100);
        assertStillWorking();
    }

    @Test
    void shouldUseReceiveAgainWhenDatagramDidNotFit() {
        f.postReceive(7, 0, 100);
        if (!dropsWhatDoesNotFit()) {
            postUntil(e, datagram(e, f, e.wr(1, Opcode.SEND, 0, 61)), () -> !f.received.isEmpty());
            assertThat(f.received.getFirst().status()).isEqualTo(WcStatus.LOC_LEN_ERR);
            return;
        }
        assertDropped(datagram(e, f, e.wr(1, Opcode.SEND, 0, 61)));
        assertDropped(datagram(e, f, e.wr(1, Opcode.SEND, 0, 1000)));
        assertStillWorking();
        assertThat(f.datagrams.getFirst().id()).isEqualTo(7);
    }

    @Test
    void shouldDropDatagramWhenOwnerRefusesSource() {
        f.postReceive(7, 0, 100);
        f.acceptsDatagrams = false;
        assertDropped(datagram(e, f, e.wr(1, Opcode.SEND, 0, 10)));
        f.acceptsDatagrams = true;
        assertStillWorking();
    }

    @Test
    void shouldDropDatagramWhenNobodyIsThere() {
        final SendWr wr = datagram(e, f, e.wr(1, Opcode.SEND, 0, 10));
        f.qp.destroy();
        assertDropped(wr);
    }

    @Test
    void shouldFailWhenDatagramIsLongerThanAPacket() {
        e.post(datagram(e, f, e.wr(1, Opcode.SEND, 0, rnicA.info().mtu() + 1)));
        until(() -> !e.sent.isEmpty());
        assertThat(e.sent).containsExactly(new Sent(1, WcStatus.LOC_LEN_ERR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RDMA_WRITE", "RDMA_WRITE_WITH_IMM", "RDMA_READ", "ATOMIC_FETCH_AND_ADD"})
    void shouldFailWhenDatagramsHaveNoSuchOperation(final Opcode opcode) {
        e.post(datagram(e, f, e.wr(1, opcode, 0, 8)));
        until(() -> !e.sent.isEmpty());
        assertThat(e.sent).containsExactly(new Sent(1, WcStatus.LOC_QP_OP_ERR));
    }

    @Test
    void shouldFlushDatagramsWhenPutInError() {
        e.post(datagram(e, f, e.wr(1, Opcode.SEND, 0, 10)));
        e.post(datagram(e, f, e.wr(2, Opcode.SEND, 0, 10)));
        e.qp.toError();
        e.post(datagram(e, f, e.wr(3, Opcode.SEND, 0, 10)));
        until(() -> e.sent.size() == 3);
        assertThat(e.sent).extracting(Sent::id).containsExactly(1L, 2L, 3L);
        assertThat(e.sent).extracting(Sent::status).containsOnly(WcStatus.WR_FLUSH_ERR);
        e.qp.toReset();
        assertThat(e.qp.postSend(e.wr(4, Opcode.SEND, 0, 10))).isEqualTo(Errno.EINVAL);
    }
}
