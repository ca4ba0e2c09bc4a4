package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.TestEndpoint;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody else on the network makes up changes nothing, and is counted. */
class ForgedPacketTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final int STRANGER = 3;
    private static final int PSN = 100;

    private long nowNs = 1;
    private final TestNetwork network = new TestNetwork(0, 0, () -> nowNs);
    private final SoftRnic rnicA = new SoftRnic(network.socket(A), "a", 4096, false, new Random(1));
    private final SoftRnic rnicB = new SoftRnic(network.socket(B), "b", 4096, false, new Random(2));
    private final TestEndpoint a = new TestEndpoint(rnicA, 1 << 20, 4096, 0, 4);
    private final TestEndpoint b = new TestEndpoint(rnicB, 1 << 20, 4096, 0, 4);

    @BeforeEach
    void connect() {
        a.toRtr(b, new TestEndpoint.Parameters());
        b.toRtr(a, new TestEndpoint.Parameters());
        b.postReceive(1, 0, 100);
    }

    @AfterEach
    void close() {
        rnicA.close();
        rnicB.close();
    }

    /** A SEND of no bytes that says to come from {@code claimed} and does come from {@code from}. */
    private void forge(final int claimed, final int from, final int qp, final int psn, final int opcode) {
        final int length = Bth.LENGTH + BthOpcode.extensionLength(opcode) + Packet.ICRC_LENGTH;
        final long memory = UnsafeApi.allocateMemory(length);
        Bth.put(memory, opcode, false, 0, RtrAttributes.DEFAULT_PKEY, qp, true, psn);
        final Icrc icrc = new Icrc();
        icrc.begin(0, claimed, SoftRnic.ROCE_PORT, B, SoftRnic.ROCE_PORT, length, memory);
        Wire.putInt(memory + length - Packet.ICRC_LENGTH, Integer.reverseBytes(icrc.value()));
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = UnsafeApi.getByte(memory + i);
        }
        network.send(bytes, from, B);
    }

    private void deliver() {
        nowNs = network.nextDueNs();
        rnicB.poll(nowNs);
    }

    @Test
    void shouldAcceptWhenNothingIsWrong() {
        forge(A, A, b.qp.qpNumber(), PSN, BthOpcode.SEND_ONLY);
        assertReceived(1);
    }

    @Test
    void shouldDropWhenSourceIsNotThePeer() {
        forge(STRANGER, STRANGER, b.qp.qpNumber(), PSN, BthOpcode.SEND_ONLY);
        assertReceived(0);
        assertThat(rnicB.softCounters().ghosts).isEqualTo(1);
    }

    @Test
    void shouldDropWhenIcrcIsOfAnotherSource() {
        forge(STRANGER, A, b.qp.qpNumber(), PSN, BthOpcode.SEND_ONLY);
        assertReceived(0);
        assertThat(rnicB.softCounters().icrcErrors).isEqualTo(1);
    }

    @Test
    void shouldDropWhenQueuePairIsUnknown() {
        forge(A, A, b.qp.qpNumber() ^ 1, PSN, BthOpcode.SEND_ONLY);
        assertReceived(0);
        assertThat(rnicB.softCounters().unknownQp).isEqualTo(1);
    }

    @Test
    void shouldDropWhenSequenceIsAhead() {
        forge(A, A, b.qp.qpNumber(), PSN + 1, BthOpcode.SEND_ONLY);
        assertReceived(0);
        assertThat(rnicB.softCounters().outOfSequence).isEqualTo(1);
    }

    @Test
    void shouldDropWhenOpcodeIsNobodys() {
        network.send(new byte[] {0x44, 0x40, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, A, B);
        deliver();
        assertThat(rnicB.softCounters().malformed).isEqualTo(1);
    }

    private void assertReceived(final int count) {
        deliver();
        assertThat(b.received).hasSize(count);
    }
}
