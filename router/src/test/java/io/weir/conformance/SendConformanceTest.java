package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.WorkCompletion;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendConformanceTest extends Conformance {
    @BeforeEach
    void connectParties() {
        connect();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4095, 4096, 4097, 8192, 65535, 65537, (1 << 20) + 1})
    void shouldDeliverEveryByteWhenSending(final int length) {
        final byte[] payload = left.fill(0, length, length);
        right.receive(7, 0, length);
        left.post(left.request(Opcode.SEND, 5, 0, length));

        final WorkCompletion received = right.received();
        assertSuccess(received, 7);
        assertThat(received.opcode()).isEqualTo(WcOpcode.RECV);
        assertThat(received.byteLength()).isEqualTo(length);
        assertThat(received.qpNumber()).isEqualTo(right.qp.qpNumber());
        assertThat(received.hasImmediate()).isFalse();
        final WorkCompletion sent = left.sent();
        assertSuccess(sent, 5);
        assertThat(sent.opcode()).isEqualTo(WcOpcode.SEND);
        assertThat(sent.qpNumber()).isEqualTo(left.qp.qpNumber());
        assertThat(right.read(0, length)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4097})
    void shouldDeliverImmediateDataWhenSendingWithIt(final int length) {
        final byte[] payload = left.fill(0, length, 1);
        right.receive(1, 0, length);
        left.post(left.request(Opcode.SEND_WITH_IMM, 2, 0, length).immediate(0xCAFE_BABE));

        final WorkCompletion received = right.received();
        assertSuccess(received, 1);
        assertThat(received.hasImmediate()).isTrue();
        assertThat(received.immediate()).isEqualTo(0xCAFE_BABE);
        assertThat(received.byteLength()).isEqualTo(length);
        assertSuccess(left.sent(), 2);
        assertThat(right.read(0, length)).isEqualTo(payload);
    }

    @Test
    void shouldReportWhatCameWhenTheReceiveIsLonger() {
        final byte[] payload = left.fill(0, 100, 1);
        right.write(0, new byte[200]);
        right.receive(1, 0, 200);
        left.post(left.request(Opcode.SEND, 2, 0, 100));

        assertThat(right.received().byteLength()).isEqualTo(100);
        assertThat(right.read(0, 100)).isEqualTo(payload);
        assertThat(right.read(100, 100)).containsOnly(0);
    }

    @Test
    void shouldFailBothEndsWhenTheReceiveIsTooShort() {
        right.receive(1, 0, 99);
        left.post(left.request(Opcode.SEND, 2, 0, 100));

        assertStatus(right.received(), WcStatus.LOC_LEN_ERR, 1);
        assertStatus(left.sent(), kind.statusOfTooLong(), 2);
    }

    @Test
    void shouldGatherAndScatterInOrderWhenThereAreSeveralPieces() {
        final byte[] first = left.fill(0, 1000, 1);
        final byte[] second = left.fill(5000, 7, 2);
        final byte[] third = left.fill(9000, 5000, 3);
        final ReceiveWorkRequest receive = new ReceiveWorkRequest().wrId(1)
            .addSge(right.region, 100, 1).addSge(right.region, 300, 4500).addSge(right.region, 20_000, 3000);
        assertThat(right.qp.postRecv(receive)).isZero();
        left.post(new SendWorkRequest().wrId(2).signaled()
            .addSge(left.region, 0, 1000).addSge(left.region, 5000, 7).addSge(left.region, 9000, 5000));

        assertThat(right.received().byteLength()).isEqualTo(6007);
        assertSuccess(left.sent(), 2);
        final byte[] expected = concatenate(first, second, third);
        final byte[] actual = concatenate(right.read(100, 1), right.read(300, 4500), right.read(20_000, 1506));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void shouldPassOverEmptyPiecesWhenGathering() {
        final byte[] payload = left.fill(0, 10, 1);
        right.receive(1, 0, 10);
        left.post(new SendWorkRequest().wrId(2).signaled()
            .addSge(left.region, 0, 4).addSge(left.region, 4, 0).addSge(left.region, 4, 6));

        assertThat(right.received().byteLength()).isEqualTo(10);
        assertThat(right.read(0, 10)).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 17, 255, 256})
    void shouldTakeThePayloadAtOnceWhenInline(final int length) {
        final byte[] payload = left.fill(0, length, length);
        right.receive(1, 0, 256);
        left.post(left.request(Opcode.SEND, 2, 0, length).flags(SendFlags.SIGNALED | SendFlags.INLINE));
        left.write(0, new byte[length]);

        assertThat(right.received().byteLength()).isEqualTo(length);
        assertSuccess(left.sent(), 2);
        assertThat(right.read(0, length)).isEqualTo(payload);
    }

    @Test
    void shouldSendFromAnyMemoryWhenInline() {
        final byte[] payload = {1, 2, 3, 4, 5};
        right.receive(1, 0, 16);
        left.post(new SendWorkRequest().wrId(2).signaled().inline(MemorySegment.ofArray(payload)));

        assertSuccess(right.received(), 1);
        assertThat(right.read(0, 5)).isEqualTo(payload);
    }

    @Test
    void shouldRefuseThePostWhenInlineIsTooLong() {
        final long most = left.qp.granted().maxInline();

        assertThat(left.qp.postSend(left.request(Opcode.SEND, 1, 0, most + 1).flags(SendFlags.INLINE)))
            .isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldRefuseThePostWhenThereAreTooManyPieces() {
        final SendWorkRequest wr = new SendWorkRequest();
        for (int i = 0; i <= left.qp.granted().maxSendSge(); i++) {
            wr.addSge(left.region, 0, 1);
        }

        assertThat(left.qp.postSend(wr)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldDeliverInOrderWhenManyMessagesAreUnderWay() {
        for (int i = 0; i < 64; i++) {
            right.receive(i, i * 8192L, 8192);
        }
        for (int i = 0; i < 64; i++) {
            left.write(i * 8192L, new byte[] {(byte) i});
            left.post(left.request(Opcode.SEND_WITH_IMM, 100 + i, i * 8192L, 1 + i * 128L).immediate(i));
        }

        for (int i = 0; i < 64; i++) {
            final WorkCompletion received = right.received();
            assertSuccess(received, i);
            assertThat(received.immediate()).isEqualTo(i);
            assertThat(received.byteLength()).isEqualTo(1 + i * 128L);
            assertThat(right.read(i * 8192L, 1)).containsExactly((byte) i);
            assertSuccess(left.sent(), 100 + i);
        }
    }

    @Test
    void shouldGoBothWaysWhenBothEndsSend() {
        for (int i = 0; i < 32; i++) {
            right.receive(i, 0, 5000);
            left.receive(i, 0, 5000);
            right.post(right.request(Opcode.SEND, 200 + i, 10_000, 5000));
            left.post(left.request(Opcode.SEND, 100 + i, 10_000, 5000));
        }

        for (int i = 0; i < 32; i++) {
            assertSuccess(left.sent(), 100 + i);
            assertSuccess(right.sent(), 200 + i);
            assertSuccess(left.received(), i);
            assertSuccess(right.received(), i);
        }
    }

    private static byte[] concatenate(final byte[]... parts) {
        int length = 0;
        for (final byte[] part : parts) {
            length += part.length;
        }
        final byte[] all = new byte[length];
        int at = 0;
        for (final byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
