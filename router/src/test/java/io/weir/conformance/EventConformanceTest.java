package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.AsyncEvent;
import io.weir.client.QpAttributes;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import org.junit.jupiter.api.Test;

/** Asynchronous events of queue pairs (IBTA volume 1, section 11.6.3). */
class EventConformanceTest extends Conformance {
    private AsyncEvent next(final Party party) {
        final AsyncEvent[] event = new AsyncEvent[1];
        assertThat(fabric.turnUntil(() -> (event[0] = party.device.pollAsyncEvent()) != null)).as("an event comes")
            .isTrue();
        return event[0];
    }

    private AsyncEvent nextBut(final Party party, final AsyncEventType passedOver) {
        AsyncEvent event = next(party);
        while (event.type() == passedOver) {
            event = next(party);
        }
        return event;
    }

    @Test
    void shouldTellTheResponderWhenItRefusedAnAccess() {
        connect();
        left.post(left.request(Opcode.RDMA_WRITE, 1, 0, 64).remote(right.address(0), right.region.rkey() ^ 0x100));

        final AsyncEvent event = nextBut(right, AsyncEventType.COMM_EST);
        assertThat(event.type()).isEqualTo(kind.refusal(AsyncEventType.QP_ACCESS_ERR));
        assertThat(event.element()).isSameAs(right.qp);
        assertThat(right.qp.query().state()).isEqualTo(QpState.ERR);
    }

    @Test
    void shouldTellTheResponderWhenItRefusedARequest() {
        // an atomic that is not aligned; rxe's library does not post it, but rxe refuses so what the queue pair forbids
        connectReady(kind.tellsAll() ? AccessFlags.ALL : AccessFlags.ALL & ~AccessFlags.REMOTE_ATOMIC);
        left.qp.modify(left.rtsAttributes());
        right.qp.modify(right.rtsAttributes());
        left.post(left.request(Opcode.ATOMIC_FETCH_AND_ADD, 1, 0, 8)
            .remote(right.address(kind.tellsAll() ? 4 : 8), right.region.rkey()));

        final AsyncEvent event = nextBut(right, AsyncEventType.COMM_EST);
        assertThat(event.type()).isEqualTo(kind.refusal(AsyncEventType.QP_REQ_ERR));
        assertThat(event.element()).isSameAs(right.qp);
    }

    @Test
    void shouldTellWhenTheFirstMessageComesBeforeReadyToSend() {
        connectReady(AccessFlags.ALL);
        left.qp.modify(left.rtsAttributes());
        right.receive(1, 0, 64);
        left.post(left.request(Opcode.SEND, 2, 0, 64));
        assertSuccess(right.received(), 1);

        final AsyncEvent event = next(right);
        assertThat(event.type()).isEqualTo(AsyncEventType.COMM_EST);
        assertThat(event.element()).isSameAs(right.qp);
    }

    @Test
    void shouldTellWhenTheSendQueueIsDrained() {
        connect();
        for (int i = 0; i < 16; i++) {
            left.post(left.request(Opcode.RDMA_WRITE, i, 0, 100_000).remote(right.address(0), right.region.rkey()));
        }
        left.qp.modify(new QpAttributes().state(QpState.SQD));

        final AsyncEvent event = next(left);
        assertThat(event.type()).isEqualTo(AsyncEventType.SQ_DRAINED);
        assertThat(event.element()).isSameAs(left.qp);
        assertThat(left.qp.query().isSqDraining()).isFalse();
    }
}
