package io.weir.router.rnic.soft;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

/**
 * The whole receive path under Jazzer, guided by coverage. By itself it runs the inputs that are kept among the
 * resources. To look for more, for twenty minutes: {@code JAZZER_FUZZ=1 mvn -pl router -am test -Djazzer.hooks=true
 * -Dtest=ReceivePathFuzzTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ReceivePathFuzzTest {
    private static final ReceivePath PATH = new ReceivePath();

    @AfterAll
    static void close() {
        PATH.assertClosedIsUntouched();
        PATH.close();
    }

    @FuzzTest(maxDuration = "20m", maxExecutions = 10_000_000)
    void shouldSurviveWhateverComes(final byte[] data) {
        FuzzedPackets.receive(PATH, data);
    }

    /** Makes the inputs to begin with, in a directory: messages of each opcode, whole and broken off. */
    public static void main(final String[] arguments) throws IOException {
        final Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (final int opcode : EveryOpcode.opcodes()) {
            final int type = BthOpcode.service(opcode) == BthOpcode.RC ? 0
                : BthOpcode.service(opcode) == BthOpcode.UC ? 1 : 2;
            final ByteArrayOutputStream input = new ByteArrayOutputStream();
            for (int state = 0; state < ReceivePath.STATES; state++) {
                final int which = type * ReceivePath.STATES + state;
                if (!BthOpcode.isFirst(opcode)) {
                    input.write(packet(which, BthOpcode.service(opcode) | (BthOpcode.isWrite(opcode)
                        ? BthOpcode.WRITE_FIRST : BthOpcode.SEND_FIRST), 256));
                }
                input.write(packet(which, opcode, BthOpcode.isLast(opcode) ? 20 : 256));
            }
            Files.write(directory.resolve(String.format("opcode-%02x", opcode)), input.toByteArray());
        }
    }

    private static byte[] packet(final int which, final int opcode, final int payload) {
        final int extension = BthOpcode.extensionLength(opcode);
        final int length = Bth.LENGTH + extension + (BthOpcode.hasPayload(opcode) ? payload : 0) + Packet.ICRC_LENGTH;
        final ByteBuffer packet = ByteBuffer.allocate(FuzzedPackets.HEADER + length);
        packet.put((byte) which);
        packet.put((byte) (FuzzedPackets.NEXT_SEQUENCE | FuzzedPackets.RIGHT_ICRC
            | (extension >= Reth.LENGTH ? FuzzedPackets.RIGHT_KEY : 0)));
        packet.put((byte) (length / Integer.BYTES));
        packet.put((byte) opcode).put((byte) 0x40).putShort((short) 0xFFFF).putInt(0).putInt(1 << 31);
        if (BthOpcode.service(opcode) == BthOpcode.UD) {
            packet.putInt(ReceivePath.QKEY).putInt(0x77);
        } else if (extension >= Reth.LENGTH) {
            packet.putLong(ReceivePath.IOVA).putInt(0).putInt(payload);
        } else if (BthOpcode.hasAckHeader(opcode)) {
            packet.putInt(Aeth.ACK << 24);
        }
        return packet.array();
    }
}
