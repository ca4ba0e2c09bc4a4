package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.SendWorkRequest;
import io.weir.client.WorkCompletion;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RdmaConformanceTest extends Conformance {
    @BeforeEach
    void connectParties() {
        connect();
    }

    private SendWorkRequest remote(final Opcode opcode, final long wrId, final long offset, final long length,
        final long there) {
        return left.request(opcode, wrId, offset, length).remote(right.address(there), right.region.rkey());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65535, 65536, 65537, (1 << 20) + 1})
    void shouldPlaceEveryByteWhenWriting(final int length) {
        final byte[] payload = left.fill(3, length, length);
        left.post(remote(Opcode.RDMA_WRITE, 1, 3, length, 77));

        final WorkCompletion completion = left.sent();
        assertSuccess(completion, 1);
        assertThat(completion.opcode()).isEqualTo(WcOpcode.RDMA_WRITE);
        assertThat(right.read(77, length)).isEqualTo(payload);
    }

    @Test
    void shouldTouchNothingElseWhenWriting() {
        right.write(0, new byte[20_000]);
        left.fill(0, 5000, 1);
        left.post(remote(Opcode.RDMA_WRITE, 1, 0, 5000, 1000));

        assertSuccess(left.sent(), 1);
        assertThat(right.read(0, 1000)).containsOnly(0);
        assertThat(right.read(6000, 14_000)).containsOnly(0);
    }

    @Test
    void shouldTakeNoReceiveWhenWriting() {
        right.receive(9, 0, 100);
        left.post(remote(Opcode.RDMA_WRITE, 1, 0, 100, 1000));

        assertSuccess(left.sent(), 1);
        right.assertQuiet(right.recvCq);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 4097, 200_000})
    void shouldTakeAReceiveButNotItsMemoryWhenWritingWithImmediate(final int length) {
        final byte[] payload = left.fill(0, length, length);
        right.write(1 << 20, new byte[16]);
        right.receive(9, 1 << 20, 16);
        left.post(remote(Opcode.RDMA_WRITE_WITH_IMM, 1, 0, length, 512).immediate(-2));

        final WorkCompletion received = right.received();
        assertSuccess(received, 9);
        assertThat(received.opcode()).isEqualTo(WcOpcode.RECV_RDMA_WITH_IMM);
        assertThat(received.hasImmediate()).isTrue();
        assertThat(received.immediate()).isEqualTo(-2);
        assertThat(received.byteLength()).isEqualTo(length);
        assertSuccess(left.sent(), 1);
        assertThat(right.read(512, length)).isEqualTo(payload);
        assertThat(right.read(1 << 20, 16)).containsOnly(0);
    }

    @Test
    void shouldPlaceThePiecesTogetherWhenWritingSeveral() {
        final byte[] payload = left.fill(0, 9000, 4);
        left.post(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).wrId(1).signaled()
            .remote(right.address(0), right.region.rkey())
            .addSge(left.region, 0, 1).addSge(left.region, 1, 4999).addSge(left.region, 5000, 4000));

        assertSuccess(left.sent(), 1);
        assertThat(right.read(0, 9000)).isEqualTo(payload);
    }

    @Test
    void shouldWriteThePayloadOfThePostWhenInline() {
        final byte[] payload = left.fill(0, 200, 4);
        left.post(remote(Opcode.RDMA_WRITE, 1, 0, 200, 0).flags(SendFlags.SIGNALED | SendFlags.INLINE));
        left.write(0, new byte[200]);

        assertSuccess(left.sent(), 1);
        assertThat(right.read(0, 200)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 65535, 65536, 65537, (1 << 20) + 1})
    void shouldFetchEveryByteWhenReading(final int length) {
        final byte[] payload = right.fill(5, length, length);
        left.post(remote(Opcode.RDMA_READ, 1, 11, length, 5));

        final WorkCompletion completion = left.sent();
        assertSuccess(completion, 1);
        assertThat(completion.opcode()).isEqualTo(WcOpcode.RDMA_READ);
        assertThat(left.read(11, length)).isEqualTo(payload);
    }

    @Test
    void shouldScatterInOrderWhenReadingIntoSeveralPieces() {
        final byte[] payload = right.fill(0, 9000, 5);
        left.write(0, new byte[30_000]);
        left.post(new SendWorkRequest().opcode(Opcode.RDMA_READ).wrId(1).signaled()
            .remote(right.address(0), right.region.rkey())
            .addSge(left.region, 10, 5000).addSge(left.region, 20_000, 4000));

        assertSuccess(left.sent(), 1);
        assertThat(left.read(10, 5000)).isEqualTo(Arrays.copyOf(payload, 5000));
        assertThat(left.read(20_000, 4000)).isEqualTo(Arrays.copyOfRange(payload, 5000, 9000));
        assertThat(left.read(0, 10)).containsOnly(0);
        assertThat(left.read(5010, 14_990)).containsOnly(0);
    }

    @Test
    void shouldCompleteInOrderWhenReadsAndWritesAlternate() {
        right.fill(0, 100_000, 6);
        left.fill(200_000, 100_000, 7);
        for (int i = 0; i < 32; i++) {
            left.post(i % 2 == 0
                ? remote(Opcode.RDMA_READ, i, 0, 10_000, 0)
                : remote(Opcode.RDMA_WRITE, i, 200_000, 10_000, 300_000));
        }

        for (int i = 0; i < 32; i++) {
            assertSuccess(left.sent(), i);
        }
    }

    @Test
    void shouldReadWhatWasWrittenBeforeWhenOnOneQueuePair() {
        final byte[] payload = left.fill(0, 50_000, 8);
        left.post(remote(Opcode.RDMA_WRITE, 1, 0, 50_000, 100));
        left.post(remote(Opcode.RDMA_READ, 2, 100_000, 50_000, 100));

        assertSuccess(left.sent(), 1);
        assertSuccess(left.sent(), 2);
        assertThat(left.read(100_000, 50_000)).isEqualTo(payload);
    }

    @Test
    void shouldSendWhatWasReadBeforeWhenFenced() {
        final byte[] payload = right.fill(0, 100_000, 9);
        right.receive(7, 1 << 20, 100_000);
        left.post(remote(Opcode.RDMA_READ, 1, 0, 100_000, 0));
        left.post(left.request(Opcode.SEND, 2, 0, 100_000).flags(SendFlags.SIGNALED | SendFlags.FENCE));

        assertSuccess(right.received(), 7);
        assertThat(right.read(1 << 20, 100_000)).isEqualTo(payload);
        assertSuccess(left.sent(), 1);
        assertSuccess(left.sent(), 2);
    }

    @Test
    void shouldSeeTheWriteWhenTheSendAfterItArrives() {
        final byte[] payload = left.fill(0, 300_000, 10);
        right.receive(7, 1 << 20, 16);
        left.post(remote(Opcode.RDMA_WRITE, 1, 0, 300_000, 64));
        left.post(left.request(Opcode.SEND, 2, 0, 16));

        assertSuccess(right.received(), 7);
        assertThat(right.read(64, 300_000)).isEqualTo(payload);
    }
}
