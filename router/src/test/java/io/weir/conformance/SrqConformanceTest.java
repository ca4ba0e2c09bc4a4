package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.AsyncEvent;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SharedReceiveQueue;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Receives shared by several queue pairs. */
class SrqConformanceTest extends Conformance {
    private SharedReceiveQueue srq;

    @BeforeEach
    void useASharedReceiveQueue() {
        srq = right.own(right.pd.createSrq(32, 4));
        right.replaceQp(right.init().srq(srq));
    }

    private void receive(final long wrId, final long offset, final long length) {
        assertThat(srq.postRecv(new ReceiveWorkRequest().wrId(wrId).sge(right.region, offset, length))).isZero();
    }

    private AsyncEvent event() {
        final AsyncEvent[] event = new AsyncEvent[1];
        assertThat(fabric.turnUntil(() -> (event[0] = right.device.pollAsyncEvent()) != null)).as("an event comes")
            .isTrue();
        return event[0];
    }

    @Test
    void shouldTakeReceivesInOrderWhenMessagesCome() {
        connect();
        for (int i = 0; i < 10; i++) {
            receive(i, i * 100L, 100);
        }
        for (int i = 0; i < 10; i++) {
            left.write(0, new byte[] {(byte) i});
            left.post(left.request(Opcode.SEND, i, 0, 1));
            assertSuccess(left.sent(), i);
            assertSuccess(right.received(), i);
            assertThat(right.read(i * 100L, 1)).containsExactly((byte) i);
        }
    }

    @Test
    void shouldServeEveryQueuePairWhenSeveralShareIt() {
        connect();
        final QueuePair first = right.qp;
        final QueuePair leftFirst = left.qp;
        left.qp = left.pd.createQp(left.init());
        right.qp = right.pd.createQp(right.init().srq(srq));
        connect();
        final QueuePair second = right.qp;
        receive(1, 0, 64);
        receive(2, 64, 64);
        left.post(left.request(Opcode.SEND, 5, 0, 64));
        final WorkCompletion one = right.received();
        assertSuccess(one, 1);
        assertThat(one.qpNumber()).isEqualTo(second.qpNumber());
        assertThat(leftFirst.postSend(left.request(Opcode.SEND, 6, 0, 64))).isZero();
        final WorkCompletion two = right.received();
        assertSuccess(two, 2);
        assertThat(two.qpNumber()).isEqualTo(first.qpNumber());
        first.close();
        leftFirst.close();
    }

    @Test
    void shouldWaitWhenItIsEmpty() {
        connect();
        left.post(left.request(Opcode.SEND, 5, 0, 64));
        left.assertQuiet(left.sendCq);
        receive(1, 0, 64);

        assertSuccess(right.received(), 1);
        assertSuccess(left.sent(), 5);
    }

    @Test
    void shouldRaiseTheLimitEventOnceWhenFewerAreLeft() {
        connect();
        for (int i = 0; i < 6; i++) {
            receive(i, 0, 64);
        }
        srq.arm(4);
        for (int i = 0; i < 5; i++) {
            left.post(left.request(Opcode.SEND, i, 0, 64));
            assertSuccess(left.sent(), i);
        }

        final AsyncEvent event = event();
        assertThat(event.type()).isEqualTo(AsyncEventType.SRQ_LIMIT_REACHED);
        assertThat(event.element()).isSameAs(srq);
        right.assertQuiet(right.sendCq);
        assertThat(right.device.pollAsyncEvent()).isNull();
    }

    @Test
    void shouldRefuseReceivesOfTheQueuePairWhenItHasASharedQueue() {
        connectReady(AccessFlags.ALL);

        assertThat(right.qp.postRecv(new ReceiveWorkRequest().sge(right.region, 0, 64))).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldKeepTheReceivesWhenAQueuePairFails() {
        connect();
        receive(1, 0, 64);
        right.qp.toError();

        final AsyncEvent event = event();
        assertThat(event.type()).isEqualTo(AsyncEventType.QP_LAST_WQE_REACHED);
        assertThat(event.element()).isSameAs(right.qp);
        right.assertQuiet(right.recvCq);
        assertThat(right.qp.query().state()).isEqualTo(QpState.ERR);
        left.replaceQp(left.init());
        right.replaceQp(right.init().srq(srq));
        connect();
        left.post(left.request(Opcode.SEND, 5, 0, 64));
        assertSuccess(right.received(), 1);
    }

    @Test
    void shouldRefuseThePostWhenItIsFull() {
        for (int i = 0; i < srq.depth(); i++) {
            receive(i, 0, 64);
        }

        assertThat(srq.postRecv(new ReceiveWorkRequest().sge(right.region, 0, 64))).isEqualTo(Errno.ENOMEM);
    }
}
