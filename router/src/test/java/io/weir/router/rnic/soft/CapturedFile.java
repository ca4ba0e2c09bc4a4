package io.weir.router.rnic.soft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** A pcapng file read back, by a reader that shares nothing with the writer: little-endian, one interface. */
final class CapturedFile {
    static final int IP_HEADER = 20;
    static final int HEADERS = 28;

    private static final int ETHERNET = 1;
    private static final int ETHERNET_HEADER = 14;
    private static final int OUTBOUND = 2;
    private static final int ICRC_PREFIX = 8;
    private static final int BTH_VARIANT = HEADERS + 4;

    /** An IPv4 packet. */
    record Frame(long epochNanos, boolean outbound, byte[] bytes) {
        int opcode() {
            return bytes[HEADERS] & 0xFF;
        }

        int identification() {
            return ByteBuffer.wrap(bytes).getShort(4) & 0xFFFF;
        }

        int source() {
            return ByteBuffer.wrap(bytes).getInt(12);
        }

        int destination() {
            return ByteBuffer.wrap(bytes).getInt(16);
        }

        byte[] udpPayload() {
            return Arrays.copyOfRange(bytes, HEADERS, bytes.length);
        }

        boolean hasGoodIcrc() {
            return icrc() == ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 4);
        }

        /** Annex A17.3.3 word by word: of a copy with ones where routers may write, behind 64 bits of ones. */
        int icrc() {
            final byte[] masked = new byte[ICRC_PREFIX + bytes.length - 4];
            Arrays.fill(masked, 0, ICRC_PREFIX, (byte) -1);
            System.arraycopy(bytes, 0, masked, ICRC_PREFIX, bytes.length - 4);
            for (final int variant : new int[] {1, 8, 10, 11, IP_HEADER + 6, IP_HEADER + 7, BTH_VARIANT}) {
                masked[ICRC_PREFIX + variant] = -1;
            }
            final CRC32 crc = new CRC32();
            crc.update(masked);
            return (int) crc.getValue();
        }
    }

    final List<Frame> frames = new ArrayList<>();
    String interfaceName;
    /** Of the interface statistics; -1 without. */
    long statisticsReceived = -1;
    long statisticsDropped = -1;
    long dropsOfPackets;
    private int linkType;

    static CapturedFile read(final Path file) throws IOException {
        final CapturedFile captured = new CapturedFile();
        final ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (all.hasRemaining()) {
            final int start = all.position();
            final int type = all.getInt();
            final int length = all.getInt();
            if (all.getInt(start + length - 4) != length) {
                throw new IOException("block at " + start + " does not end with its length");
            }
            captured.block(type, all.slice(start + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN));
            all.position(start + length);
        }
        return captured;
    }

    private void block(final int type, final ByteBuffer body) throws IOException {
        switch (type) {
            case 0x0A0D0D0A -> {
                if (body.getInt() != 0x1A2B3C4D) {
                    throw new IOException("not little-endian");
                }
            }
            case 1 -> {
                linkType = body.getShort();
                body.position(8);
                options(body);
            }
            case 5 -> {
                body.position(12);
                statisticsReceived = 0;
                options(body);
            }
            case 6 -> packet(body);
            default -> { }
        }
    }

    private void packet(final ByteBuffer body) {
        body.getInt();
        final long time = ((long) body.getInt() << 32) | (body.getInt() & 0xFFFF_FFFFL);
        final int length = body.getInt();
        body.getInt();
        final int skipped = linkType == ETHERNET ? ETHERNET_HEADER : 0;
        final byte[] all = new byte[length];
        body.get(all);
        // an Ethernet frame may be padded: the IP header says how long the packet is
        final int total = ByteBuffer.wrap(all).getShort(skipped + 2) & 0xFFFF;
        final byte[] bytes = Arrays.copyOfRange(all, skipped, skipped + total);
        body.position((body.position() + 3) & -4);
        frames.add(new Frame(time, options(body) == OUTBOUND, bytes));
    }

    /** Answers the packet flags, if they are there. */
    private int options(final ByteBuffer body) {
        int flags = 0;
        while (body.remaining() >= 4) {
            final int code = body.getShort();
            final byte[] value = new byte[body.getShort()];
            body.get(value);
            body.position((body.position() + 3) & -4);
            final ByteBuffer number = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
            if (code == 0) {
                break;
            } else if (code == 2 && statisticsReceived < 0 && interfaceName == null) {
                interfaceName = new String(value, StandardCharsets.UTF_8);
            } else if (code == 2) {
                flags = number.getInt();
            } else if (code == 4 && statisticsReceived == 0) {
                statisticsReceived = number.getLong();
            } else if (code == 4 && value.length == 8) {
                dropsOfPackets += number.getLong();
            } else if (code == 5) {
                statisticsDropped = number.getLong();
            }
        }
        return flags;
    }
}
