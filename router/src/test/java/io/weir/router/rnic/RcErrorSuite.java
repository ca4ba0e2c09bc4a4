package io.weir.router.rnic;

import static io.weir.router.rnic.TestEndpoint.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Sent;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How reliable connected queue pairs fail: what is refused, who gives up and when, and what is flushed. */
public abstract class RcErrorSuite extends RcFixture {
    private static final Refusal ACCESS = new Refusal(WcStatus.REM_ACCESS_ERR, AsyncEventType.QP_ACCESS_ERR);
    /** How the kernel's software RNIC refuses what a queue pair does not allow. */
    private static final Refusal FORBIDDEN_BY_DEVICE = new Refusal(WcStatus.REM_INV_REQ_ERR, null);
    private static final Refusal INVALID = new Refusal(WcStatus.REM_INV_REQ_ERR, AsyncEventType.QP_REQ_ERR);

    private record Refusal(WcStatus status, AsyncEventType event) {
    }

    protected RcErrorSuite(final Supplier<RnicFabric> fabrics) {
        super(fabrics);
    }

    @Test
    void shouldFailWhenReceiverIsNotReadyTooOften() {
        toA.rnrRetry = 2;
        connect();
        a.post(to(a.wr(1, Opcode.RDMA_WRITE, 0, 3000), b, 0));
        a.post(a.wr(2, Opcode.SEND, 0, 10));
        a.post(to(a.wr(3, Opcode.RDMA_WRITE, 0, 3000), b, 0));
        untilSent(3);
        assertThat(a.sent).containsExactly(
            ok(1), new Sent(2, WcStatus.RNR_RETRY_EXC_ERR), new Sent(3, WcStatus.WR_FLUSH_ERR));
        assertThat(b.received).isEmpty();
    }

    @Test
    void shouldReportBothEndsWhenReceiveIsTooShort() {
        connect();
        b.postReceive(7, 0, 1999);
        a.post(a.wr(1, Opcode.SEND, 0, 2000));
        a.post(a.wr(2, Opcode.SEND, 0, 1));
        untilSent(2);
        final WcStatus why = a.sent.getFirst().status();
        assertThat(why).isIn(WcStatus.REM_INV_REQ_ERR, tellsAll() ? WcStatus.REM_INV_REQ_ERR : WcStatus.REM_OP_ERR);
        assertThat(a.sent).containsExactly(new Sent(1, why), new Sent(2, WcStatus.WR_FLUSH_ERR));
        assertThat(b.received).hasSize(1);
        assertThat(b.received.getFirst().status()).isEqualTo(WcStatus.LOC_LEN_ERR);
        assertThat(b.received.getFirst().id()).isEqualTo(7);
        b.post(b.wr(5, Opcode.SEND, 0, 1));
        until(() -> b.sent.size() == 1);
        assertThat(b.sent).containsExactly(new Sent(5, WcStatus.WR_FLUSH_ERR));
    }

    @Test
    void shouldReportBothEndsWhenReceiveIsBroken() {
        connect();
        b.postReceive(TestEndpoint.BROKEN_RECEIVE, 0, 1);
        a.post(a.wr(1, Opcode.SEND, 0, 2000));
        untilSent(1);
        assertThat(a.sent).containsExactly(new Sent(1, WcStatus.REM_OP_ERR));
        assertThat(b.received.getFirst().status()).isEqualTo(WcStatus.LOC_PROT_ERR);
    }

    private void assertRefused(final SendWr wr, final Refusal refusal) {
        assertRefused(wr, refusal, true);
    }

    private void assertRefused(final SendWr wr, final Refusal refusal, final boolean byTheResponder) {
        connect();
        final byte[] before = b.memory.bytes(0, REGION);
        a.post(wr);
        a.post(a.wr(99, Opcode.SEND, 0, 1));
        untilSent(2);
        assertThat(a.sent).containsExactly(new Sent(wr.id, refusal.status), new Sent(99, WcStatus.WR_FLUSH_ERR));
        if (byTheResponder) {
            until(() -> !b.events.isEmpty());
            assertThat(b.events.getLast()).isEqualTo(tellsAll() ? refusal.event : AsyncEventType.QP_FATAL);
        } else {
            assertThat(b.events).isEmpty();
        }
        assertThat(b.memory.bytes(0, REGION)).isEqualTo(before);
        assertThat(b.served).isEmpty();
        a.post(a.wr(100, Opcode.SEND, 0, 1));
        untilSent(3);
        assertThat(a.sent.getLast()).isEqualTo(new Sent(100, WcStatus.WR_FLUSH_ERR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RDMA_WRITE", "RDMA_READ", "ATOMIC_FETCH_AND_ADD", "ATOMIC_CMP_AND_SWP"})
    void shouldRefuseWhenKeyIsUnknown(final Opcode opcode) {
        final SendWr wr = to(a.wr(1, opcode, 0, 8), b, 0);
        wr.rkey = Keys.INVALID;
        assertRefused(wr, ACCESS);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, REGION - 7, REGION, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldRefuseWhenRangeIsOutside(final long offset) {
        assertRefused(to(a.wr(1, Opcode.RDMA_WRITE, 0, 8), b, offset), ACCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RDMA_WRITE", "RDMA_READ", "ATOMIC_FETCH_AND_ADD"})
    void shouldRefuseWhenRegionForbids(final Opcode opcode) {
        final RnicMr local = rnicB.registerMemory(b.pd, b.memory, AccessFlags.LOCAL_WRITE);
        final SendWr wr = to(a.wr(1, opcode, 0, 8), b, 0);
        wr.rkey = local.rkey();
        assertRefused(wr, ACCESS);
    }

    @Test
    void shouldRefuseWhenQueuePairForbids() {
        toB.access = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_READ;
        assertRefused(to(a.wr(1, Opcode.RDMA_WRITE, 0, 8), b, 0), tellsAll() ? ACCESS : FORBIDDEN_BY_DEVICE);
    }

    @Test
    void shouldRefuseWhenRegionIsOfAnotherDomain() {
        final RnicMr other = rnicB.registerMemory(rnicB.allocatePd(), b.memory, AccessFlags.ALL);
        final SendWr wr = to(a.wr(1, Opcode.RDMA_READ, 0, 8), b, 0);
        wr.rkey = other.rkey();
        assertRefused(wr, ACCESS);
    }

    @Test
    void shouldRefuseWhenRegionIsDeregistered() {
        b.region.deregister();
        assertRefused(to(a.wr(1, Opcode.RDMA_READ, 0, 8), b, 0), ACCESS);
    }

    @Test
    void shouldRefuseWhenAtomicIsUnaligned() {
        assertRefused(to(a.wr(1, Opcode.ATOMIC_FETCH_AND_ADD, 0, 8), b, 4), INVALID, asksForUnalignedAtomics());
    }

    @Test
    void shouldFinishEarlierReadsWhenLaterRequestIsRefused() {
        connect();
        a.post(to(a.wr(1, Opcode.RDMA_READ, 0, 9000), b, 20_000));
        a.post(to(a.wr(2, Opcode.RDMA_WRITE, 0, 9000), b, REGION));
        untilSent(2);
        assertThat(a.sent).containsExactly(ok(1), new Sent(2, WcStatus.REM_ACCESS_ERR));
        assertThat(a.memory.bytes(0, 9000)).isEqualTo(b.memory.bytes(20_000, 9000));
    }

    @Test
    void shouldFailLocallyWhenOwnRegionIsDeregistered() {
        connect();
        final SendWr wr = to(a.wr(1, Opcode.RDMA_WRITE, 0, 8), b, 0);
        a.region.deregister();
        a.post(wr);
        untilSent(1);
        assertThat(a.sent).containsExactly(new Sent(1, WcStatus.LOC_PROT_ERR));
    }

    @Test
    void shouldGiveUpWhenPeerDoesNotAnswer() {
        toA.timeout = 8;
        toA.retryCount = 3;
        a.toRtr(b, toA);
        a.toRts(toA);
        a.post(to(a.wr(1, Opcode.RDMA_WRITE, 0, 8), b, 0));
        a.post(to(a.wr(2, Opcode.RDMA_WRITE, 0, 8), b, 0));
        final long start = nowNs();
        untilSent(2);
        assertThat(a.sent).containsExactly(new Sent(1, WcStatus.RETRY_EXC_ERR), new Sent(2, WcStatus.WR_FLUSH_ERR));
        assertThat(nowNs() - start).isGreaterThanOrEqualTo(4 * (4096L << 8));
    }

    @Test
    void shouldGiveUpWhenPeerIsDestroyed() {
        connect();
        b.qp.destroy();
        a.post(to(a.wr(1, Opcode.RDMA_WRITE, 0, 8), b, 0));
        untilSent(1);
        assertThat(a.sent).containsExactly(new Sent(1, WcStatus.RETRY_EXC_ERR));
    }

    @Test
    void shouldGiveUpWhenPeerIsReconnectedToAnother() {
        connect();
        final TestEndpoint c = new TestEndpoint(rnicA, 0x7b00_0000_0000L, 4096, 0, 4);
        b.qp.toReset();
        b.toRtr(c, toB);
        a.post(to(a.wr(1, Opcode.RDMA_WRITE, 0, 8), b, 0));
        toA.psn = 5000;
        untilSent(1);
        assertThat(a.sent.getFirst().status()).isEqualTo(WcStatus.RETRY_EXC_ERR);
    }

    @Test
    void shouldFlushInOrderWhenPutInError() {
        connect();
        for (int i = 0; i < 5; i++) {
            a.post(a.wr(i, Opcode.SEND, 0, 100));
        }
        a.qp.toError();
        assertThat(a.sent).extracting(Sent::id).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(a.sent).extracting(Sent::status).containsOnly(WcStatus.WR_FLUSH_ERR);
        a.qp.toError();
        assertThat(a.sent).hasSize(5);
    }

    @Test
    void shouldRefuseStatesOutOfOrder() {
        assertThat(a.qp.toRts(new RtsAttributes(0, 0, 0, 0, 0))).isEqualTo(Errno.EINVAL);
        assertThat(a.qp.postSend(a.wr(1, Opcode.SEND, 0, 0))).isEqualTo(Errno.EINVAL);
        a.toRtr(b, toA);
        assertThat(a.qp.postSend(a.wr(1, Opcode.SEND, 0, 0))).isEqualTo(Errno.EINVAL);
    }
}
