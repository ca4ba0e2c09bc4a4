package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.Sge;
import io.weir.router.rnic.TestMemory;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.KeyTable;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Mtu;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packets of every opcode as the Linux kernel's rxe sent them: they are read right, and written the same, byte for
 * byte. One bit is ours alone: rxe sends MigReq 0, hardware and we send 1, which is what a queue pair does that never
 * migrates (IBTA volume 1, section 9.2.3). {@code router/src/test/rxe/capture} makes the packets anew.
 */
class GoldenPacketTest {
    private static final String RESOURCE = "rxe-packets.txt";
    private static final int IP_HEADER = 20;
    private static final int HEADERS = 28;
    private static final int MIGRATED = 0x40;
    private static final int FLAGS = HEADERS + 1;
    private static final int ICRC = 4;

    /** A packet and its fields, decoded as IBTA draws them and by nothing of ours. */
    record Golden(byte[] bytes) {
        private int u8(final int at) {
            return bytes[at] & 0xFF;
        }

        private int u24(final int at) {
            return ByteBuffer.wrap(bytes).getInt(at) & 0xFF_FFFF;
        }

        private int u16(final int at) {
            return ByteBuffer.wrap(bytes).getShort(at) & 0xFFFF;
        }

        private int i32(final int at) {
            return ByteBuffer.wrap(bytes).getInt(at);
        }

        private long i64(final int at) {
            return ByteBuffer.wrap(bytes).getLong(at);
        }

        int opcode() {
            return u8(HEADERS);
        }

        int pad() {
            return (u8(FLAGS) >> 4) & 3;
        }

        /** Where the extension headers begin, then where each one would that may come first. */
        int extension() {
            return HEADERS + 12;
        }

        private int operation() {
            return opcode() & 0x1F;
        }

        boolean isDatagram() {
            return opcode() >> 5 == 3;
        }

        boolean hasReth() {
            return !isDatagram() && Set.of(0x06, 0x0A, 0x0B, 0x0C).contains(operation());
        }

        boolean hasImmediate() {
            return Set.of(0x03, 0x05, 0x09, 0x0B).contains(operation());
        }

        boolean hasAeth() {
            return Set.of(0x0D, 0x0F, 0x10, 0x11, 0x12).contains(operation());
        }

        boolean isAtomicRequest() {
            return Set.of(0x13, 0x14).contains(operation());
        }

        boolean isAtomicAnswer() {
            return operation() == 0x12;
        }

        int payloadAt() {
            return extension() + (isDatagram() ? 8 : 0) + (hasReth() ? 16 : 0) + (hasImmediate() ? 4 : 0)
                + (hasAeth() ? 4 : 0) + (isAtomicAnswer() ? 8 : 0) + (isAtomicRequest() ? 28 : 0);
        }

        int payloadLength() {
            return bytes.length - ICRC - pad() - payloadAt();
        }

        long inMemory() {
            final int length = bytes.length - HEADERS;
            final long at = UnsafeApi.allocateMemory(length);
            for (int i = 0; i < length; i++) {
                UnsafeApi.putByte(at + i, bytes[HEADERS + i]);
            }
            return at;
        }

        @Override
        public String toString() {
            return String.format("opcode %02x, %d bytes", opcode(), bytes.length);
        }
    }

    static List<Golden> packets() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
            GoldenPacketTest.class.getResourceAsStream(RESOURCE), StandardCharsets.US_ASCII))) {
            return lines.lines().filter(line -> !line.startsWith("#"))
                .map(line -> new Golden(HexFormat.of().parseHex(line))).toList();
        }
    }

    @Test
    void shouldBeOfEveryOpcodeAndEveryAnswer() throws IOException {
        assertThat(packets().stream().map(Golden::opcode).filter(BthOpcode::isSupported).collect(Collectors.toSet()))
            .isEqualTo(EveryOpcode.opcodes());
        final Set<Integer> answers = packets().stream().filter(packet -> packet.opcode() == BthOpcode.ACKNOWLEDGE)
            .map(packet -> packet.u8(packet.extension())).collect(Collectors.toSet());
        assertThat(answers).contains(Aeth.ACK | Credits.INVALID, Aeth.RNR_NAK | 12, Aeth.NAK_SEQUENCE,
            Aeth.NAK_REMOTE_OPERATIONAL, Aeth.NAK_REMOTE_ACCESS);
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldReadEveryField(final Golden golden) {
        final Packet packet = new Packet();
        final long at = golden.inMemory();
        assertThat(packet.wrap(at, golden.bytes.length - HEADERS, golden.i32(12), golden.u16(IP_HEADER))).isTrue();
        final int id = new Icrc().identification(
            at, packet.length(), golden.i32(12), golden.u16(IP_HEADER), golden.i32(16), golden.u16(IP_HEADER + 2));
        assertThat(id).as("IP identification by the ICRC").isEqualTo(golden.u16(4));
        assertThat(packet.opcode()).isEqualTo(golden.opcode());
        assertThat(packet.isSolicited()).isEqualTo(golden.u8(FLAGS) >= 0x80);
        assertThat(packet.pkey()).isEqualTo(golden.u16(HEADERS + 2));
        assertThat(packet.destinationQp()).isEqualTo(golden.u24(HEADERS + 4));
        assertThat(packet.isAckRequested()).isEqualTo(golden.u8(HEADERS + 8) >= 0x80);
        assertThat(packet.psn()).isEqualTo(golden.u24(HEADERS + 8));
        assertThat(packet.payload() - at + HEADERS).isEqualTo(golden.payloadAt());
        assertThat(packet.payloadLength()).isEqualTo(golden.payloadLength());
        final int extension = golden.extension();
        final long read = packet.extension();
        if (golden.isDatagram()) {
            assertThat(Deth.qkey(read)).isEqualTo(golden.i32(extension));
            assertThat(Deth.sourceQp(read)).isEqualTo(golden.u24(extension + 4));
        }
        if (golden.hasReth()) {
            assertThat(Reth.address(read)).isEqualTo(golden.i64(extension));
            assertThat(Reth.rkey(read)).isEqualTo(golden.i32(extension + 8));
            assertThat(Reth.length(read)).isEqualTo(golden.i32(extension + 12));
        }
        if (golden.isAtomicRequest()) {
            assertThat(AtomicEth.address(read)).isEqualTo(golden.i64(extension));
            assertThat(AtomicEth.rkey(read)).isEqualTo(golden.i32(extension + 8));
            assertThat(AtomicEth.swapAdd(read)).isEqualTo(golden.i64(extension + 12));
            assertThat(AtomicEth.compare(read)).isEqualTo(golden.i64(extension + 20));
        }
        if (golden.hasAeth()) {
            assertThat(Aeth.syndrome(read)).isEqualTo(golden.u8(extension));
        }
        if (golden.hasImmediate()) {
            assertThat(packet.immediate()).isEqualTo(golden.i32(golden.payloadAt() - 4));
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void shouldWriteTheSameBytes(final Golden golden) {
        if (!BthOpcode.isSupported(golden.opcode())) {
            return;
        }
        final byte[] expected = migrated(golden);
        assertThat(write(golden, false)).as("gathered").isEqualTo(expected);
        assertThat(write(golden, true)).as("copied").isEqualTo(expected);
    }

    /** The UDP payload with MigReq set and the ICRC that is right then, made by other code than ours. */
    private static byte[] migrated(final Golden golden) {
        final CapturedFile.Frame original = new CapturedFile.Frame(0, true, golden.bytes);
        assertThat(original.hasGoodIcrc()).isTrue();
        final byte[] bytes = golden.bytes.clone();
        bytes[FLAGS] |= MIGRATED;
        final CapturedFile.Frame changed = new CapturedFile.Frame(0, true, bytes);
        ByteBuffer.wrap(bytes).putInt(bytes.length - ICRC, Integer.reverseBytes(changed.icrc()));
        return changed.udpPayload();
    }

    private static byte[] write(final Golden golden, final boolean copy) {
        final StubSocket socket = new StubSocket(golden.i32(12), golden.u16(IP_HEADER));
        socket.remembers = true;
        socket.identification = golden.u16(4);
        final PacketWriter writer = new PacketWriter(socket, new SoftCounters(), new RailMeter());
        final Route route = new Route();
        route.connect(0, new RtrAttributes(golden.i32(16), golden.u16(IP_HEADER + 2), golden.u24(HEADERS + 4),
            Mtu.MTU_256, 0, 0, 0, 0, 0, golden.u16(HEADERS + 2)));
        long extension = writer.begin(route, golden.opcode(), golden.u24(HEADERS + 8), golden.payloadLength(),
            golden.u8(FLAGS) >= 0x80, golden.u8(HEADERS + 8) >= 0x80);
        int at = golden.extension();
        if (golden.isDatagram()) {
            Deth.put(extension, golden.i32(at), golden.u24(at + 4));
            extension += Deth.LENGTH;
        } else if (golden.hasReth()) {
            Reth.put(extension, golden.i64(at), golden.i32(at + 8), golden.i32(at + 12));
            extension += Reth.LENGTH;
        } else if (golden.isAtomicRequest()) {
            AtomicEth.put(extension, golden.i64(at), golden.i32(at + 8), golden.i64(at + 12), golden.i64(at + 20));
        } else if (golden.hasAeth()) {
            Aeth.put(extension, golden.u8(at), golden.u24(at));
        }
        if (golden.isAtomicAnswer()) {
            Wire.putLong(extension + Aeth.LENGTH, golden.i64(at + 4));
        }
        at = golden.payloadAt();
        if (golden.hasImmediate()) {
            Wire.putInt(extension, golden.i32(at - 4));
        }
        if (BthOpcode.hasPayload(golden.opcode())) {
            writer.finish(payload(golden), copy);
        } else {
            writer.finish();
        }
        return socket.last();
    }

    /** In pieces, as a tenant's memory may be. */
    private static SgeCursor payload(final Golden golden) {
        final TestMemory memory = new TestMemory(1 << 20, 1 << 16, 64);
        memory.put(100, Arrays.copyOfRange(
            golden.bytes, golden.payloadAt(), golden.payloadAt() + golden.payloadLength()));
        final Sge[] entries = {new Sge()};
        entries[0].region = new KeyTable(new Random(1), () -> { })
            .register(new HostPd(), memory, AccessFlags.ALL);
        entries[0].address = memory.iova() + 100;
        entries[0].length = golden.payloadLength();
        final SgeCursor cursor = new SgeCursor();
        cursor.wrap(entries, 1);
        return cursor;
    }
}
