package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.SendWorkRequest;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.Test;

/**
 * What is posted and not done completes with WR_FLUSH_ERR, in order, when the queue pair is in ERR (IBTA volume 1,
 * 10.3.1.5).
 */
class FlushConformanceTest extends Conformance {
    @Test
    void shouldFlushReceivesInOrderWhenTheProgramGoesToError() {
        connect();
        for (int i = 0; i < 10; i++) {
            right.receive(i, 0, 64);
        }
        right.qp.toError();

        for (int i = 0; i < 10; i++) {
            assertStatus(right.received(), WcStatus.WR_FLUSH_ERR, i);
        }
    }

    @Test
    void shouldFlushSendsInOrderWhenTheProgramGoesToError() {
        connect();
        for (int i = 0; i < 10; i++) {
            left.post(left.request(Opcode.SEND, i, 0, 64));
        }
        left.qp.toError();

        for (int i = 0; i < 10; i++) {
            assertStatus(left.sent(), WcStatus.WR_FLUSH_ERR, i);
        }
    }

    @Test
    void shouldFlushReceivesWhenTheyWerePostedInInit() {
        left.qp.toInit(0);
        left.receive(1, 0, 64);
        left.qp.toError();

        assertStatus(left.received(), WcStatus.WR_FLUSH_ERR, 1);
    }

    @Test
    void shouldFlushWhatIsPostedInErrorToo() {
        connect();
        left.qp.toError();
        left.post(left.request(Opcode.SEND, 1, 0, 64));
        left.receive(2, 0, 64);

        assertStatus(left.sent(), WcStatus.WR_FLUSH_ERR, 1);
        assertStatus(left.received(), WcStatus.WR_FLUSH_ERR, 2);
    }

    @Test
    void shouldFlushTheRestWhenOneFails() {
        connect();
        for (int i = 0; i < 4; i++) {
            right.receive(i, 0, 64);
            left.receive(100 + i, 0, 64);
        }
        left.post(left.request(Opcode.SEND, 0, 0, 64));
        left.post(new SendWorkRequest().opcode(Opcode.SEND).wrId(1).signaled()
            .addSge(left.address(0), 64, left.region.lkey() ^ 1 << 9));
        left.post(left.request(Opcode.SEND, 2, 0, 64));
        left.post(left.request(Opcode.SEND, 3, 0, 64));

        assertSuccess(left.sent(), 0);
        assertStatus(left.sent(), WcStatus.LOC_PROT_ERR, 1);
        assertStatus(left.sent(), WcStatus.WR_FLUSH_ERR, 2);
        assertStatus(left.sent(), WcStatus.WR_FLUSH_ERR, 3);
        for (int i = 0; i < 4; i++) {
            assertStatus(left.received(), WcStatus.WR_FLUSH_ERR, 100 + i);
        }
        assertSuccess(right.received(), 0);
    }

    @Test
    void shouldFlushUnsignaledRequestsWithACompletionWhenInError() {
        connect();
        left.qp.toError();
        left.post(left.request(Opcode.SEND, 1, 0, 64).flags(0));

        assertStatus(left.sent(), WcStatus.WR_FLUSH_ERR, 1);
    }

    @Test
    void shouldFlushTheRespondersReceivesWhenTheRequesterOversteps() {
        connect();
        right.receive(1, 0, 64);
        right.receive(2, 0, 64);
        left.post(left.request(Opcode.SEND, 3, 0, 65));

        assertStatus(right.received(), WcStatus.LOC_LEN_ERR, 1);
        assertStatus(right.received(), WcStatus.WR_FLUSH_ERR, 2);
        assertStatus(left.sent(), kind.statusOfTooLong(), 3);
        assertThat(right.qp.query().state()).isEqualTo(QpState.ERR);
    }

    @Test
    void shouldFailTheRequesterWhenThePeerIsInError() {
        connect(left.rtsAttributes().timeout(5).retryCount(1), right.rtsAttributes());
        right.qp.toError();
        left.post(left.request(Opcode.SEND, 1, 0, 64));

        assertStatus(left.sent(), WcStatus.RETRY_EXC_ERR, 1);
    }

    @Test
    void shouldForgetWhatWasPostedWhenGoingToReset() {
        connect();
        right.receive(1, 0, 64);
        right.qp.toReset();

        right.assertQuiet(right.recvCq);
        assertThat(right.qp.query().state()).isEqualTo(QpState.RESET);
    }

    @Test
    void shouldWorkAgainWhenReconnectedAfterAnError() {
        connect();
        left.post(left.request(Opcode.RDMA_WRITE, 1, 0, 64).remote(0, 1));
        assertStatus(left.sent(), WcStatus.REM_ACCESS_ERR, 1);
        left.qp.toReset();
        right.qp.toReset();
        connect();
        final byte[] payload = left.fill(0, 9000, 5);
        right.receive(2, 0, 9000);
        left.post(left.request(Opcode.SEND, 3, 0, 9000));

        assertSuccess(right.received(), 2);
        assertSuccess(left.sent(), 3);
        assertThat(right.read(0, 9000)).isEqualTo(payload);
    }
}
