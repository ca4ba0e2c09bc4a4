package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;

/** Packets that others sent, as captured from the wire and published. */
class IcrcTest {
    private static final int SOFT_ROCE_PORT = 49152;
    private final Icrc icrc = new Icrc();

    /** An UC SEND of Linux' rxe, from 192.168.0.7 to itself: IP identification 1144. */
    private static final String RXE_SEND = "2460ffff000000d300cf1710"
        + "4630818be28935d90e9a95505401be885e500000";
    private static final int RXE_ADDRESS = 0xC0A80007;

    /** A CNP of a ConnectX-4 Lx, 10.0.17.1 to 10.0.18.1: IP identification 0x718c, reserved byte of the BTH in use. */
    private static final String CNP = "8100ffff400001180000000000000000000000000000000000000000";

    private static long memory(final String hex) {
        final byte[] bytes = HexFormat.of().parseHex(hex);
        final long address = UnsafeApi.allocateMemory(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            UnsafeApi.putByte(address + i, bytes[i]);
        }
        return address;
    }

    private int icrc(final String hex, final int id, final int from, final int fromPort, final int to) {
        final long address = memory(hex);
        final int length = hex.length() / 2;
        icrc.begin(id, from, fromPort, to, SoftRnic.ROCE_PORT, length + Packet.ICRC_LENGTH, address);
        icrc.update(address + Bth.LENGTH, length - Bth.LENGTH);
        return Integer.reverseBytes(icrc.value());
    }

    @Test
    void shouldEqualPublishedPacketsOfKernelAndHardware() {
        assertThat(icrc(RXE_SEND, 1144, RXE_ADDRESS, SOFT_ROCE_PORT, RXE_ADDRESS)).isEqualTo(0x78F353F3);
        assertThat(icrc(CNP, 0x718C, 0x0A001101, 0, 0x0A001201)).isEqualTo(0x82FD002A);
    }

    @Test
    void shouldAcceptForeignIdentificationOnlyWhenToldTo() {
        final String body = "1140ffff000000d300cf16d0" + "1f000001";
        final int value = icrc(body, 1144, RXE_ADDRESS, SOFT_ROCE_PORT, RXE_ADDRESS);
        final int length = body.length() / 2 + Packet.ICRC_LENGTH;
        final Packet packet = new Packet();
        assertThat(packet.wrap(memory(body + HexFormat.of().toHexDigits(value)), length, RXE_ADDRESS, SOFT_ROCE_PORT))
            .isTrue();
        assertThat(icrc.matches(packet, RXE_ADDRESS, SoftRnic.ROCE_PORT, 0xFFFF, false)).isTrue();
        assertThat(icrc.matches(packet, RXE_ADDRESS, SoftRnic.ROCE_PORT, 1144, false)).isTrue();
        assertThat(icrc.matches(packet, RXE_ADDRESS, SoftRnic.ROCE_PORT, 1143, false)).isFalse();
    }

    @Test
    void shouldRefuseWhenAnyBitIsFlipped() {
        final String body = "1140ffff000000d300cf16d0" + "1f000001";
        final int value = icrc(body, 3, RXE_ADDRESS, SOFT_ROCE_PORT, RXE_ADDRESS);
        final int length = body.length() / 2 + Packet.ICRC_LENGTH;
        final long address = memory(body + HexFormat.of().toHexDigits(value));
        final Packet packet = new Packet();
        final Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            final int bit = random.nextInt(length * Byte.SIZE);
            final long at = address + bit / Byte.SIZE;
            if (bit / Byte.SIZE == Bth.VARIANT_OFFSET) {
                continue;
            }
            UnsafeApi.putByte(at, (byte) (UnsafeApi.getByte(at) ^ (1 << (bit % Byte.SIZE))));
            if (packet.wrap(address, length, RXE_ADDRESS, SOFT_ROCE_PORT)) {
                assertThat(icrc.matches(packet, RXE_ADDRESS, SoftRnic.ROCE_PORT, 63, false)).isFalse();
            }
            UnsafeApi.putByte(at, (byte) (UnsafeApi.getByte(at) ^ (1 << (bit % Byte.SIZE))));
        }
    }
}
