package io.weir.router.rnic;

import static io.weir.router.rnic.TestEndpoint.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Received;
import io.weir.router.rnic.TestEndpoint.Sent;
import io.weir.router.rnic.TestEndpoint.Served;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What unreliable connected queue pairs do. A network may lose any packet of a message, and the message with it. */
public abstract class UcSuite extends UnreliableFixture {
    private TestEndpoint c;
    private TestEndpoint d;

    protected UcSuite(final Supplier<RnicFabric> fabrics) {
        super(fabrics);
    }

    @BeforeEach
    void openQueuePairs() {
        c = endpointOnA(QpType.UC, 3);
        d = endpointOnB(QpType.UC, 4);
    }

    private boolean isWritten(final long offset, final byte[] bytes) {
        return tellsAll() ? !d.served.isEmpty() : Arrays.equals(d.memory.bytes(offset, bytes.length), bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MTU - 1, MTU, MTU + 1, 5 * MTU + 3})
    void shouldDeliverSendWhenUnreliable(final int length) {
        connect(c, d);
        d.postReceive(7, 16, length + 5);
        postUntil(c, c.wr(1, Opcode.SEND, 3, length), () -> d.received.size() == 1);
        assertThat(d.received).containsExactly(
            new Received(7, WcStatus.SUCCESS, WcOpcode.RECV, length, 0, 0, solicited(false)));
        assertThat(d.memory.bytes(16, length)).isEqualTo(c.memory.bytes(3, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MTU - 1, MTU, MTU + 1, 5 * MTU + 3})
    void shouldWriteRemoteMemoryWhenUnreliable(final int length) {
        connect(c, d);
        postUntil(c, to(c.wr(1, Opcode.RDMA_WRITE, 3, length), d, 77),
            () -> isWritten(77, c.memory.bytes(3, length)));
        assertServed(d, new Served(WcOpcode.RDMA_WRITE, length));
        assertThat(d.memory.bytes(77, length)).isEqualTo(c.memory.bytes(3, length));
        assertThat(d.received).isEmpty();
    }

    @Test
    void shouldCarryImmediateAndSolicitedWhenUnreliable() {
        connect(c, d);
        d.postReceive(7, 0, 100);
        d.postReceive(8, 0, 0);
        final SendWr send = c.wr(1, Opcode.SEND_WITH_IMM, 0, 10);
        send.immediate = 0xCAFEBABE;
        send.flags = SendFlags.SOLICITED;
        postUntil(c, send, () -> d.received.size() == 1);
        final SendWr write = to(c.wr(2, Opcode.RDMA_WRITE_WITH_IMM, 50, 3000), d, 200);
        write.immediate = 5;
        postUntil(c, write, () -> d.received.size() == 2);
        assertThat(d.received).containsExactly(
            new Received(7, WcStatus.SUCCESS, WcOpcode.RECV, 10, 0xCAFEBABE, WcFlags.WITH_IMM, true),
            new Received(8, WcStatus.SUCCESS, WcOpcode.RECV_RDMA_WITH_IMM, 3000, 5, WcFlags.WITH_IMM,
                solicited(false)));
        assertThat(d.memory.bytes(200, 3000)).isEqualTo(c.memory.bytes(50, 3000));
    }

    @Test
    void shouldDeliverAtMostOnceAndInOrderWhenUnreliable() {
        connect(c, d);
        for (int i = 0; i < 200; i++) {
            d.postReceive(i, 2000L * (i % 50), 2000);
        }
        final Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            final SendWr wr = c.wr(i, Opcode.SEND_WITH_IMM, 1000L * i, random.nextInt(2000));
            wr.immediate = i;
            c.post(wr);
            final int sent = i;
            until(() -> c.sent.size() > sent - 30);
        }
        until(() -> c.sent.size() == 200);
        settle();
        int last = -1;
        for (int i = 0; i < d.received.size(); i++) {
            final Received received = d.received.get(i);
            assertThat(received.id()).isEqualTo(i);
            assertThat(received.immediate()).isGreaterThan(last);
            last = received.immediate();
        }
        assertThat(d.received).hasSizeBetween(50, 200);
        assertThat(d.memory.bytes(2000L * ((d.received.size() - 1) % 50), (int) d.received.getLast().bytes()))
            .isEqualTo(c.memory.bytes(1000L * last, (int) d.received.getLast().bytes()));
    }

    @Test
    void shouldCompleteWhenNobodyIsThere() {
        c.toRtr(d, toA);
        c.toRts(toA);
        postOnce(c, c.wr(1, Opcode.SEND, 0, 3000));
        postOnce(c, to(c.wr(2, Opcode.RDMA_WRITE, 0, 3000), d, 0));
    }

    @Test
    void shouldDropWhenUnreliableFindsNoReceive() {
        connect(c, d);
        postOnce(c, c.wr(1, Opcode.SEND, 0, 3000));
        d.postReceive(7, 0, 3000);
        postUntil(c, c.wr(2, Opcode.SEND, 9000, 2500), () -> d.received.size() == 1);
        assertThat(d.received).containsExactly(
            new Received(7, WcStatus.SUCCESS, WcOpcode.RECV, 2500, 0, 0, solicited(false)));
        assertThat(d.memory.bytes(0, 2500)).isEqualTo(c.memory.bytes(9000, 2500));
    }

    @Test
    void shouldUseReceiveAgainWhenMessageWasTooLong() {
        connect(c, d);
        d.postReceive(7, 0, 2000);
        if (!dropsWhatDoesNotFit()) {
            postUntil(c, c.wr(1, Opcode.SEND, 0, 2001), () -> !d.received.isEmpty());
            assertThat(d.received.getFirst().status()).isEqualTo(WcStatus.LOC_LEN_ERR);
            return;
        }
        postOnce(c, c.wr(1, Opcode.SEND, 0, 2001));
        postOnce(c, c.wr(2, Opcode.SEND, 0, 5000));
        assertThat(d.received).isEmpty();
        postUntil(c, c.wr(3, Opcode.SEND, 9000, 2000), () -> d.received.size() == 1);
        assertThat(d.received).containsExactly(
            new Received(7, WcStatus.SUCCESS, WcOpcode.RECV, 2000, 0, 0, solicited(false)));
        assertThat(d.memory.bytes(0, 2000)).isEqualTo(c.memory.bytes(9000, 2000));
    }

    @Test
    void shouldDropWriteWhenUnreliableAndForbidden() {
        connect(c, d);
        final byte[] before = d.memory.bytes(0, REGION);
        final SendWr unknown = to(c.wr(1, Opcode.RDMA_WRITE, 0, 2000), d, 0);
        unknown.rkey = Keys.INVALID;
        postOnce(c, unknown);
        postOnce(c, to(c.wr(2, Opcode.RDMA_WRITE, 0, 2000), d, REGION - 1999));
        final RnicMr local = rnicB.registerMemory(d.pd, d.memory, AccessFlags.LOCAL_WRITE);
        final SendWr forbidden = to(c.wr(3, Opcode.RDMA_WRITE, 0, 2000), d, 0);
        forbidden.rkey = local.rkey();
        postOnce(c, forbidden);
        assertThat(d.memory.bytes(0, REGION)).isEqualTo(before);
        assertThat(d.events).doesNotContain(AsyncEventType.QP_ACCESS_ERR);
        postUntil(c, to(c.wr(4, Opcode.RDMA_WRITE, 0, 2000), d, 0),
            () -> isWritten(0, c.memory.bytes(0, 2000)));
        assertThat(d.memory.bytes(0, 2000)).isEqualTo(c.memory.bytes(0, 2000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RDMA_READ", "ATOMIC_FETCH_AND_ADD", "ATOMIC_CMP_AND_SWP"})
    void shouldFailWhenUnreliableHasNoSuchOperation(final Opcode opcode) {
        connect(c, d);
        c.post(to(c.wr(1, opcode, 0, 8), d, 0));
        c.post(c.wr(2, Opcode.SEND, 0, 8));
        until(() -> c.sent.size() == 2);
        assertThat(c.sent).containsExactly(
            new Sent(1, WcStatus.LOC_QP_OP_ERR), new Sent(2, WcStatus.WR_FLUSH_ERR));
    }
}
