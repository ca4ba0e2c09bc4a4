package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.Arrays;
import java.util.Random;

/** Unreliable but connected: messages come whole, in order and once, or not at all. */
final class UcFlow extends Flow {
    private static final Opcode[] ALLOWED = {
        Opcode.SEND, Opcode.SEND_WITH_IMM, Opcode.RDMA_WRITE, Opcode.RDMA_WRITE_WITH_IMM,
    };
    /** So that payloads differ. */
    private static final int MIN_LENGTH = 16;

    UcFlow(final TestEndpoint from, final TestEndpoint to) {
        super(from, to);
    }

    @Override
    void choose(final int i, final Random random) {
        opcodes[i] = ALLOWED[random.nextInt(ALLOWED.length)];
        lengths[i] = MIN_LENGTH + random.nextInt((random.nextInt(3) == 0 ? AREA : 600) - MIN_LENGTH);
    }

    @Override
    void complete(final SendWr wr, final int i, final Random random) {
        if (opcodes[i].hasRemoteAddress()) {
            TestEndpoint.to(wr, to, target(i));
        }
        wr.immediate = i;
    }

    /** Receives have areas of their own. */
    @Override
    void receive(final int i) {
        to.postReceive(i, own(i), AREA);
    }

    @Override
    void verify() {
        assertAllSucceeded();
        int last = -1;
        int receives = 0;
        for (final TestEndpoint.Received received : to.received) {
            assertThat(received.status()).isEqualTo(WcStatus.SUCCESS);
            final int message = messageOf(received, last);
            assertThat(message).as("messages come in order and once").isGreaterThan(last);
            assertThat(received.bytes()).isEqualTo(lengths[message]);
            if (received.opcode() == WcOpcode.RECV_RDMA_WITH_IMM) {
                assertThat(opcodes[message]).isEqualTo(Opcode.RDMA_WRITE_WITH_IMM);
                assertDelivered(message, target(message));
            }
            last = message;
            receives++;
        }
        assertThat(receives).isLessThanOrEqualTo(OPERATIONS);
        for (int i = 0; i < OPERATIONS; i++) {
            assertNothingForeign(i);
        }
    }

    private int messageOf(final TestEndpoint.Received received, final int last) {
        if (received.opcode() == WcOpcode.RECV_RDMA_WITH_IMM) {
            return received.immediate();
        }
        final byte[] bytes = to.memory.bytes(own((int) received.id()), (int) received.bytes());
        for (int i = last + 1; i < OPERATIONS; i++) {
            if (Arrays.equals(payloads[i], bytes)) {
                return i;
            }
        }
        throw new AssertionError("a message that nobody sent, or out of order: receive " + received);
    }

    /** A WRITE that was broken off has left bytes of its own and no others. */
    private void assertNothingForeign(final int i) {
        final boolean writes = opcodes[i].hasRemoteAddress();
        final byte[] bytes = to.memory.bytes(target(i), AREA);
        for (int at = 0; at < AREA; at++) {
            final boolean own = writes && at < lengths[i] && bytes[at] == payloads[i][at];
            if (!own && bytes[at] != 0) {
                throw new AssertionError("bytes written that nobody sent");
            }
        }
    }
}
