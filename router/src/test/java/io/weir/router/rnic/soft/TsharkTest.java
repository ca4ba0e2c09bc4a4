package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What others make of a capture: Wireshark's dissectors decode it. Those of Debian do not check the ICRC, so that is
 * done here, by other code than that which made it.
 */
class TsharkTest {
    private static final String OPCODE = "infiniband.bth.opcode";
    private static final String SYNDROME = "infiniband.aeth.syndrome";
    private static final int BAD_CHECKSUM = 0;

    @TempDir
    private Path directory;

    /** What tshark says of each packet: the fields, malformed or not, the expert's severity and the IP checksum. */
    private List<String[]> dissect(final Path file, final String... fields) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString(), "-n",
            // payloads that look like another protocol to it are no business of ours
            "--disable-protocol", "rpcordma", "-o", "ip.check_checksum:TRUE", "-T", "fields",
            "-E", "separator=;", "-E", "occurrence=f"));
        for (final String field : fields) {
            command.add("-e");
            command.add(field);
        }
        final Process process;
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (final IOException thrown) {
            throw new AssertionError("no tshark: apt-get install tshark", thrown);
        }
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit status of tshark").isZero();
        return output.lines().map(line -> line.split(";", -1)).toList();
    }

    private Path capture() throws IOException {
        final Path file = directory.resolve("every.pcapng");
        final List<String> log = new ArrayList<>();
        final PacketCapture capture = PacketCapture.open(file, 1L << 24, 0x7F000001, SoftRnic.ROCE_PORT, log::add);
        try (EveryOpcode every = new EveryOpcode(socket -> new CapturingSocket(socket, capture))) {
            every.run();
        }
        assertThat(log).hasSize(1).first().asString().endsWith("packets");
        return file;
    }

    @Test
    void shouldDecodeEveryOpcodeWithoutComplaint() throws IOException, InterruptedException {
        final Path file = capture();
        final List<String[]> packets = dissect(
            file, OPCODE, SYNDROME, "_ws.malformed", "_ws.expert.severity", "ip.checksum.status");
        assertThat(packets).hasSize(CapturedFile.read(file).frames.size());
        assertThat(packets).allSatisfy(packet -> {
            assertThat(packet[0]).as("opcode").isNotEmpty();
            assertThat(packet[2]).as("malformed").isEmpty();
            assertThat(packet[3]).as("expert's severity of opcode %s", packet[0]).isEmpty();
            assertThat(packet[4]).as("IP checksum").isEqualTo("1");
        });
        final Set<Integer> expected = EveryOpcode.opcodes();
        expected.add(BthOpcode.CNP);
        assertThat(packets.stream().map(packet -> Integer.valueOf(packet[0])).collect(Collectors.toSet()))
            .isEqualTo(expected);
        final Set<Integer> syndromes = packets.stream().filter(packet -> !packet[1].isEmpty())
            .map(packet -> Integer.decode(packet[1])).collect(Collectors.toCollection(TreeSet::new));
        assertThat(syndromes).contains(Aeth.RNR_NAK | 12, Aeth.NAK_SEQUENCE, Aeth.NAK_INVALID_REQUEST,
            Aeth.NAK_REMOTE_ACCESS, Aeth.NAK_REMOTE_OPERATIONAL);
    }

    @Test
    void shouldCarryTheIcrcOfWhatIsThere() throws IOException {
        final CapturedFile captured = CapturedFile.read(capture());
        assertThat(captured.frames).isNotEmpty().allMatch(CapturedFile.Frame::hasGoodIcrc);
        assertThat(captured.frames).anyMatch(CapturedFile.Frame::outbound).anyMatch(frame -> !frame.outbound());
        final CapturedFile.Frame first = captured.frames.getFirst();
        for (int i = CapturedFile.HEADERS; i < first.bytes().length; i++) {
            final byte[] corrupt = first.bytes().clone();
            corrupt[i] ^= 1;
            assertThat(new CapturedFile.Frame(0, true, corrupt).hasGoodIcrc()).as("byte %d corrupt", i)
                .isEqualTo(i == CapturedFile.HEADERS + Bth.VARIANT_OFFSET);
        }
    }

    @Test
    void shouldNameWhatIsWrongWhenAPacketIs() throws IOException, InterruptedException {
        final CapturedFile.Frame frame = CapturedFile.read(capture()).frames.stream()
            .filter(each -> each.opcode() == BthOpcode.READ_REQUEST).findFirst().orElseThrow();
        final Path file = directory.resolve("wrong.pcapng");
        try (PcapngWriter writer = new PcapngWriter(
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE), "lo", "")) {
            // cut off within the RETH, with the lengths of IP and UDP to match
            final byte[] cut = Arrays.copyOf(frame.bytes(), CapturedFile.HEADERS + Bth.LENGTH + 8);
            ByteBuffer.wrap(cut).putShort(2, (short) cut.length)
                .putShort(CapturedFile.IP_HEADER + 4, (short) (cut.length - CapturedFile.IP_HEADER));
            writer.packet(1, true, 0, ByteBuffer.wrap(cut), ByteBuffer.allocate(0));
            writer.flush();
        }
        assertThat(Files.size(file)).isPositive();
        final String[] packet = dissect(file, OPCODE, "_ws.malformed", "ip.checksum.status").getFirst();
        assertThat(packet[1]).as("malformed").isNotEmpty();
        assertThat(packet[2]).as("IP checksum").isEqualTo(Integer.toString(BAD_CHECKSUM));
    }
}
