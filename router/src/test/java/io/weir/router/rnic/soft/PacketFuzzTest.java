package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.AfterAll;

/**
 * The packet parser alone under Jazzer. A datagram ends where memory that nobody may touch begins, so that a byte read
 * behind it ends the process. By itself it runs the inputs kept among the resources; ten million more:
 * {@code JAZZER_FUZZ=1 mvn -pl router -am test -Djazzer.hooks=true -Dtest=PacketFuzzTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PacketFuzzTest {
    private static final int LONGEST = 8192;
    private static final GuardedMemory DATAGRAM = new GuardedMemory(0, LONGEST);
    private static final Packet PACKET = new Packet();

    @AfterAll
    static void close() {
        DATAGRAM.close();
    }

    @FuzzTest(maxDuration = "20m", maxExecutions = 10_000_000)
    void shouldStayInsideTheDatagram(final byte[] data) {
        final int length = Math.min(data.length, LONGEST);
        final long start = DATAGRAM.end() - length;
        for (int i = 0; i < length; i++) {
            Wire.putByte(start + i, data[i] & 0xFF);
        }
        if (PACKET.wrap(start, length, 0x7F000001, 4791)) {
            assertThat(readAll(start, length)).as("a sum of unsigned numbers").isNotNegative();
        }
    }

    private static long readAll(final long start, final int length) {
        final long payload = PACKET.payload();
        final long trailer = payload + PACKET.payloadLength() + Bth.pad(start);
        assertThat(PACKET.extension()).isBetween(start, payload);
        assertThat(PACKET.payloadLength()).isBetween(0, length);
        assertThat(trailer + Packet.ICRC_LENGTH).isEqualTo(start + length);
        long sum = (long) PACKET.opcode() + PACKET.destinationQp() + PACKET.pkey() + PACKET.psn();
        for (long at = PACKET.extension(); at < payload; at++) {
            sum += Wire.getByte(at);
        }
        for (int i = 0; i < PACKET.payloadLength(); i++) {
            sum += Wire.getByte(payload + i);
        }
        if (BthOpcode.extensionLength(PACKET.opcode()) >= Integer.BYTES) {
            sum += Integer.toUnsignedLong(PACKET.immediate());
        }
        return sum + Integer.toUnsignedLong(Wire.getInt(trailer));
    }
}
