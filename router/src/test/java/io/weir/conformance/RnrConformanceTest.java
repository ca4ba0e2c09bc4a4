package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The receiver has no receive posted (IBTA volume 1, section 9.7.5.2.8). */
class RnrConformanceTest extends Conformance {
    private void connectWithRetries(final int rnrRetry) {
        connect(left.rtsAttributes().rnrRetry(rnrRetry), right.rtsAttributes());
    }

    @ParameterizedTest
    @EnumSource(names = {"SEND", "SEND_WITH_IMM", "RDMA_WRITE_WITH_IMM"})
    void shouldWaitForTheReceiveWhenRetryingForEver(final Opcode opcode) {
        connectWithRetries(7);
        final byte[] payload = left.fill(0, 5000, 1);
        left.post(left.request(opcode, 1, 0, 5000).remote(right.address(0), right.region.rkey()));
        left.assertQuiet(left.sendCq);
        right.receive(2, 0, 5000);

        assertSuccess(right.received(), 2);
        assertSuccess(left.sent(), 1);
        assertThat(right.read(0, 5000)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void shouldFailWhenRetriesAreOver(final int retries) {
        connectWithRetries(retries);
        left.post(left.request(Opcode.SEND, 1, 0, 64));

        assertStatus(left.sent(), WcStatus.RNR_RETRY_EXC_ERR, 1);
        assertThat(left.qp.query().state()).isEqualTo(QpState.ERR);
        assertThat(right.qp.query().state()).isEqualTo(QpState.RTS);
    }

    @Test
    void shouldFlushWhatFollowsWhenRetriesAreOver() {
        connectWithRetries(0);
        for (int i = 0; i < 5; i++) {
            left.post(left.request(Opcode.SEND, i, 0, 64));
        }

        assertStatus(left.sent(), WcStatus.RNR_RETRY_EXC_ERR, 0);
        for (int i = 1; i < 5; i++) {
            assertStatus(left.sent(), WcStatus.WR_FLUSH_ERR, i);
        }
    }

    @Test
    void shouldDeliverAllInOrderWhenReceivesComeOneByOne() {
        connectWithRetries(7);
        for (int i = 0; i < 16; i++) {
            left.post(left.request(Opcode.SEND_WITH_IMM, i, 0, 100).immediate(i));
        }
        for (int i = 0; i < 16; i++) {
            right.receive(i, 0, 100);
            assertThat(right.received().immediate()).isEqualTo(i);
        }
        for (int i = 0; i < 16; i++) {
            assertSuccess(left.sent(), i);
        }
    }

    @Test
    void shouldNotNeedAReceiveWhenWritingOrReading() {
        connectWithRetries(0);
        left.post(left.request(Opcode.RDMA_WRITE, 1, 0, 64).remote(right.address(0), right.region.rkey()));
        left.post(left.request(Opcode.RDMA_READ, 2, 0, 64).remote(right.address(0), right.region.rkey()));

        assertSuccess(left.sent(), 1);
        assertSuccess(left.sent(), 2);
    }

    @Test
    void shouldForgetEarlierRetriesWhenAMessageGotThrough() {
        left.qp.modify(left.initAttributes(AccessFlags.ALL));
        right.qp.modify(right.initAttributes(AccessFlags.ALL));
        left.qp.modify(left.rtrAttributes(right));
        right.qp.modify(right.rtrAttributes(left).minRnrTimer(14));
        left.qp.modify(left.rtsAttributes().rnrRetry(2));
        for (int i = 0; i < 10; i++) {
            left.post(left.request(Opcode.SEND, i, 0, 64));
            for (int turn = 0; turn < 20; turn++) {
                fabric.turn();
            }
            right.receive(i, 0, 64);
            assertSuccess(left.sent(), i);
            assertSuccess(right.received(), i);
        }
    }
}
