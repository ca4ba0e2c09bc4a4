package io.weir.router.rnic;

import static io.weir.router.rnic.TestEndpoint.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Received;
import io.weir.router.rnic.TestEndpoint.Served;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reliable connected queue pairs do. */
public abstract class RcSuite extends RcFixture {
    protected RcSuite(final Supplier<RnicFabric> fabrics) {
        super(fabrics);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MTU - 1, MTU, MTU + 1, 10 * MTU + 3, 600_000})
    void shouldDeliverSendWhenReceivePosted(final int length) {
        connect();
        b.postReceive(7, 16, length + 5);
        a.post(a.wr(1, Opcode.SEND, 3, length));
        untilSent(1);
        until(() -> b.received.size() == 1);
        assertThat(a.sent).containsExactly(ok(1));
        assertThat(b.received).containsExactly(
            new Received(7, WcStatus.SUCCESS, WcOpcode.RECV, length, 0, 0, solicited(false)));
        assertThat(b.memory.bytes(16, length)).isEqualTo(a.memory.bytes(3, length));
        assertThat(b.served).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MTU - 1, MTU, MTU + 1, 10 * MTU + 3, 600_000})
    void shouldWriteRemoteMemoryWhenAllowed(final int length) {
        connect();
        final byte[] before = b.memory.bytes(0, REGION);
        a.post(to(a.wr(1, Opcode.RDMA_WRITE, 3, length), b, 77));
        untilSent(1);
        assertThat(a.sent).containsExactly(ok(1));
        assertThat(b.memory.bytes(77, length)).isEqualTo(a.memory.bytes(3, length));
        assertThat(b.memory.bytes(0, 77)).isEqualTo(Arrays.copyOf(before, 77));
        assertThat(b.memory.bytes(77 + length, 100)).isEqualTo(Arrays.copyOfRange(before, 77 + length, 177 + length));
        assertThat(b.received).isEmpty();
        assertServed(b, new Served(WcOpcode.RDMA_WRITE, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MTU - 1, MTU, MTU + 1, 10 * MTU + 3, 600_000})
    void shouldReadRemoteMemoryWhenAllowed(final int length) {
        connect();
        a.post(to(a.wr(1, Opcode.RDMA_READ, 3, length), b, 77));
        untilSent(1);
        assertThat(a.sent).containsExactly(ok(1));
        assertThat(a.memory.bytes(3, length)).isEqualTo(b.memory.bytes(77, length));
        assertThat(b.served).allMatch(served -> served.opcode() == WcOpcode.RDMA_READ);
        assertThat(b.served.stream().mapToLong(Served::bytes).sum()).isEqualTo(tellsAll() ? length : 0);
    }

    @Test
    void shouldCarryImmediateAndSolicitedWhenAsked() {
        connect();
        b.postReceive(7, 0, 100);
        b.postReceive(8, 0, 0);
        b.postReceive(9, 0, 0);
        final SendWr send = a.wr(1, Opcode.SEND_WITH_IMM, 0, 10);
        send.immediate = 0xCAFEBABE;
        send.flags = SendFlags.SOLICITED;
        a.post(send);
        final SendWr write = to(a.wr(2, Opcode.RDMA_WRITE_WITH_IMM, 50, 3000), b, 200);
        write.immediate = 5;
        a.post(write);
        final SendWr empty = to(a.wr(3, Opcode.RDMA_WRITE_WITH_IMM, 50, 0), b, 200);
        empty.immediate = 6;
        a.post(empty);
        untilSent(3);
        assertThat(b.received).containsExactly(
            new Received(7, WcStatus.SUCCESS, WcOpcode.RECV, 10, 0xCAFEBABE, WcFlags.WITH_IMM, true),
            new Received(8, WcStatus.SUCCESS, WcOpcode.RECV_RDMA_WITH_IMM, 3000, 5, WcFlags.WITH_IMM,
                solicited(false)),
            new Received(9, WcStatus.SUCCESS, WcOpcode.RECV_RDMA_WITH_IMM, 0, 6, WcFlags.WITH_IMM,
                solicited(false)));
        assertThat(b.memory.bytes(200, 3000)).isEqualTo(a.memory.bytes(50, 3000));
        assertThat(b.served).isEmpty();
    }

    @Test
    void shouldGatherAndScatterWhenListsHaveSeveralEntries() {
        connect();
        b.postReceive(7, 0, 5000);
        final SendWr send = a.wr(1, Opcode.SEND, 10, 700);
        a.addSge(send, 5000, 0);
        a.addSge(send, 9000, 1500);
        a.addSge(send, 100, 3);
        a.post(send);
        final SendWr read = to(a.wr(2, Opcode.RDMA_READ, 20_000, 1), b, 6000);
        a.addSge(read, 30_000, 2500);
        a.addSge(read, 40_000, 2);
        a.post(read);
        untilSent(2);
        assertThat(b.memory.bytes(0, 700)).isEqualTo(a.memory.bytes(10, 700));
        assertThat(b.memory.bytes(700, 1500)).isEqualTo(a.memory.bytes(9000, 1500));
        assertThat(b.memory.bytes(2200, 3)).isEqualTo(a.memory.bytes(100, 3));
        assertThat(a.memory.bytes(20_000, 1)).isEqualTo(b.memory.bytes(6000, 1));
        assertThat(a.memory.bytes(30_000, 2500)).isEqualTo(b.memory.bytes(6001, 2500));
        assertThat(a.memory.bytes(40_000, 2)).isEqualTo(b.memory.bytes(8501, 2));
    }

    @Test
    void shouldSwapOnlyWhenEqual() {
        connect();
        b.memory.putLong(64, 41);
        final SendWr miss = to(a.wr(1, Opcode.ATOMIC_CMP_AND_SWP, 0, 8), b, 64);
        miss.compareAdd = 40;
        miss.swap = 1;
        a.post(miss);
        final SendWr hit = to(a.wr(2, Opcode.ATOMIC_CMP_AND_SWP, 8, 8), b, 64);
        hit.compareAdd = 41;
        hit.swap = Long.MIN_VALUE + 5;
        a.post(hit);
        untilSent(2);
        assertThat(a.sent).containsExactly(ok(1), ok(2));
        assertThat(a.memory.getLong(0)).isEqualTo(41);
        assertThat(a.memory.getLong(8)).isEqualTo(41);
        assertThat(b.memory.getLong(64)).isEqualTo(Long.MIN_VALUE + 5);
        assertServed(b, new Served(WcOpcode.COMP_SWAP, 8), new Served(WcOpcode.COMP_SWAP, 8));
    }

    @Test
    void shouldAddExactlyOncePerRequestWhenManyArePosted() {
        connect();
        b.memory.putLong(64, -1);
        for (int i = 0; i < 50; i++) {
            final SendWr add = to(a.wr(i, Opcode.ATOMIC_FETCH_AND_ADD, 8L * i, 8), b, 64);
            add.compareAdd = 3;
            a.post(add);
        }
        untilSent(50);
        for (int i = 0; i < 50; i++) {
            assertThat(a.memory.getLong(8L * i)).isEqualTo(3L * i - 1);
        }
        assertThat(b.memory.getLong(64)).isEqualTo(149);
        assertThat(b.served).hasSize(tellsAll() ? 50 : 0);
    }

    @Test
    void shouldKeepOrderWhenOperationsAreMixed() {
        connect();
        for (int i = 0; i < 12; i++) {
            b.postReceive(i, 1000 * i, 1000);
        }
        for (int i = 0; i < 12; i++) {
            a.post(to(a.wr(3 * i, Opcode.RDMA_WRITE, 8 * i, 8), b, 500_000));
            a.post(to(a.wr(3 * i + 1, Opcode.RDMA_READ, 800_000 + 8 * i, 8), b, 500_000));
            final SendWr send = a.wr(3 * i + 2, Opcode.SEND, 800_000 + 8 * i, 8);
            send.flags = SendFlags.FENCE;
            a.post(send);
        }
        untilSent(36);
        until(() -> b.received.size() == 12);
        for (int i = 0; i < 36; i++) {
            assertThat(a.sent.get(i)).isEqualTo(ok(i));
        }
        for (int i = 0; i < 12; i++) {
            assertThat(b.received.get(i).id()).isEqualTo(i);
            assertThat(b.memory.bytes(1000 * i, 8)).isEqualTo(a.memory.bytes(800_000 + 8 * i, 8));
        }
        assertThat(b.memory.bytes(500_000, 8)).isEqualTo(a.memory.bytes(8 * 11, 8));
    }

    @Test
    void shouldRefuseOneTooManyWhenWindowIsFull() {
        connect();
        for (int i = 0; i < 64; i++) {
            a.post(to(a.wr(i, Opcode.RDMA_WRITE, 0, 8), b, 0));
        }
        assertThat(a.qp.postSend(to(a.wr(64, Opcode.RDMA_WRITE, 0, 8), b, 0))).isEqualTo(Errno.ENOMEM);
        untilSent(64);
        a.post(to(a.wr(64, Opcode.RDMA_WRITE, 0, 8), b, 0));
        untilSent(65);
    }

    @Test
    void shouldWaitForReceiveWhenReceiverIsNotReady() {
        connect();
        b.memory.put(0, new byte[10]);
        a.post(a.wr(1, Opcode.SEND, 0, 10));
        final long start = nowNs();
        until(() -> nowNs() - start > 5_000_000);
        assertThat(a.sent).isEmpty();
        b.postReceive(7, 0, 10);
        untilSent(1);
        assertThat(a.sent).containsExactly(ok(1));
        assertThat(b.memory.bytes(0, 10)).isEqualTo(a.memory.bytes(0, 10));
    }

    @Test
    void shouldGoOnWhenPeerBecomesReadyLater() {
        toA.timeout = 14;
        a.toRtr(b, toA);
        a.toRts(toA);
        a.post(to(a.wr(1, Opcode.RDMA_WRITE, 0, 8), b, 0));
        final long start = nowNs();
        until(() -> nowNs() - start > 10_000_000);
        b.toRtr(a, toB);
        untilSent(1);
        assertThat(a.sent).containsExactly(ok(1));
        if (tellsAll()) {
            assertThat(b.events).containsExactly(AsyncEventType.COMM_EST);
        }
    }

    @Test
    void shouldForgetWhenPutInReset() {
        connect();
        a.post(a.wr(1, Opcode.SEND, 0, 100));
        a.qp.toReset();
        b.qp.toReset();
        connect();
        b.postReceive(7, 0, 10);
        a.post(a.wr(2, Opcode.SEND, 0, 10));
        untilSent(1);
        assertThat(a.sent).containsExactly(ok(2));
        assertThat(b.received).hasSize(1);
    }

    @Test
    void shouldCountUpWhenBothSendAtOnce() {
        connect();
        for (int i = 0; i < 40; i++) {
            a.postReceive(i, 900_000, 3000);
            b.postReceive(i, 900_000, 3000);
            a.post(a.wr(i, Opcode.SEND, 0, 3000));
            b.post(b.wr(i, Opcode.SEND, 0, 2000));
        }
        until(() -> a.sent.size() == 40 && b.sent.size() == 40);
        assertThat(a.received).hasSize(40).allMatch(received -> received.bytes() == 2000);
        assertThat(b.received).hasSize(40).allMatch(received -> received.bytes() == 3000);
    }

    @Test
    void shouldServeManyQueuePairsWhenOneIsBusy() {
        connect();
        final TestEndpoint c = new TestEndpoint(rnicA, 0x7c00_0000_0000L, 4096, 0, 4);
        final TestEndpoint d = new TestEndpoint(rnicB, 0x7d00_0000_0000L, 4096, 0, 4);
        c.toRtr(d, toA);
        d.toRtr(c, toB);
        c.toRts(toA);
        for (int i = 0; i < 10; i++) {
            a.post(to(a.wr(i, Opcode.RDMA_WRITE, 0, 1_000_000), b, 0));
        }
        c.post(to(c.wr(1, Opcode.RDMA_WRITE, 0, 64), d, 0));
        until(() -> c.sent.size() == 1);
        assertThat(a.sent.size()).isLessThan(3);
        untilSent(10);
    }
}
