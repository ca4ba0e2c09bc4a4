package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcFlags;
import java.util.Arrays;
import java.util.Random;

/** Datagrams: each comes whole or not at all; the network may repeat and reorder them. */
final class UdFlow extends Flow {
    static final int QKEY = 0x1234_5678;

    private static final int MAX_LENGTH = 4_096;
    private static final int MIN_LENGTH = 16;
    private static final int GRH = 40;

    private final RnicAh way;
    private final int fromAddress;

    UdFlow(final TestEndpoint from, final TestEndpoint to) {
        super(from, to);
        way = from.rnic.createAh(
            from.pd, new AhAttributes(to.rnic.info().address(), to.rnic.info().port(), 0, 0));
        fromAddress = from.rnic.info().address();
    }

    @Override
    void choose(final int i, final Random random) {
        opcodes[i] = random.nextBoolean() ? Opcode.SEND : Opcode.SEND_WITH_IMM;
        lengths[i] = MIN_LENGTH + random.nextInt((random.nextInt(3) == 0 ? MAX_LENGTH : 600) - MIN_LENGTH);
    }

    @Override
    void complete(final SendWr wr, final int i, final Random random) {
        wr.ah = way;
        wr.remoteQpn = to.qp.qpNumber();
        wr.remoteQkey = QKEY;
        wr.immediate = i;
    }

    @Override
    void verify() {
        assertAllSucceeded();
        for (final TestEndpoint.Datagram datagram : to.datagrams) {
            assertThat(datagram.sourceAddress()).isEqualTo(fromAddress);
            assertThat(datagram.sourceQpn()).isEqualTo(from.qp.qpNumber());
            assertThat(datagram.flags() & WcFlags.GRH).isNotZero();
            final byte[] bytes = to.memory.bytes(target((int) datagram.id()), (int) datagram.bytes());
            final byte[] payload = Arrays.copyOfRange(bytes, GRH, bytes.length);
            final int message = messageOf(payload);
            final boolean immediate = opcodes[message].hasImmediate();
            assertThat(datagram.immediate()).isEqualTo(immediate ? message : 0);
        }
    }

    private int messageOf(final byte[] payload) {
        for (int i = 0; i < OPERATIONS; i++) {
            if (Arrays.equals(payloads[i], payload)) {
                return i;
            }
        }
        throw new AssertionError("a datagram that nobody sent");
    }
}
