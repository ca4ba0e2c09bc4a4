package io.weir.router.rnic.soft;

import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** The IPv4 packet around the UDP payload of a {@link CaptureRecord}. */
final class CapturedFrame {
    /** Bytes of IP and UDP headers. */
    static final int HEADERS = 28;

    private static final int UDP_HEADER = 8;
    private static final int IP_HEADER = HEADERS - UDP_HEADER;
    private static final int CHECKSUM_OFFSET = 10;
    private static final byte VERSION_AND_LENGTH = 0x45;
    private static final short DONT_FRAGMENT = 0x4000;
    private static final byte UDP = 17;

    private final ByteBuffer headers = ByteBuffer.allocate(HEADERS);
    private final Icrc icrc = new Icrc();
    private ByteBuffer all;
    private ByteBuffer packet;

    void wrap(final AtomicBuffer records, final int at, final int length) {
        if (all == null) {
            all = records.byteBuffer().duplicate();
        }
        final int payload = length - CaptureRecord.HEADER_LENGTH;
        packet = all.clear().position(at + CaptureRecord.HEADER_LENGTH).limit(at + length);
        headers.clear();
        headers.put(VERSION_AND_LENGTH).put(CaptureRecord.trafficClass(records, at));
        headers.putShort((short) (HEADERS + payload));
        headers.putShort((short) identification(records, at, payload)).putShort(DONT_FRAGMENT);
        headers.put(CaptureRecord.hopLimit(records, at)).put(UDP).putShort((short) 0);
        headers.putInt(CaptureRecord.source(records, at)).putInt(CaptureRecord.destination(records, at));
        headers.putShort(CHECKSUM_OFFSET, (short) checksum());
        headers.putShort((short) CaptureRecord.sourcePort(records, at));
        headers.putShort((short) CaptureRecord.destinationPort(records, at));
        headers.putShort((short) (UDP_HEADER + payload)).putShort((short) 0);
        headers.flip();
    }

    ByteBuffer headers() {
        return headers;
    }

    ByteBuffer packet() {
        return packet;
    }

    private int identification(final AtomicBuffer records, final int at, final int length) {
        final int id = CaptureRecord.identification(records, at);
        if (id != CaptureRecord.ID_UNKNOWN || length < Bth.LENGTH + Packet.ICRC_LENGTH) {
            return Math.max(0, id);
        }
        return Math.max(0, icrc.identification(records.addressOffset() + at + CaptureRecord.HEADER_LENGTH, length,
            CaptureRecord.source(records, at), CaptureRecord.sourcePort(records, at),
            CaptureRecord.destination(records, at), CaptureRecord.destinationPort(records, at)));
    }

    /** Of the IP header (RFC 791), whose checksum field is 0. */
    private int checksum() {
        int sum = 0;
        for (int i = 0; i < IP_HEADER; i += Short.BYTES) {
            sum += headers.getShort(i) & 0xFFFF;
        }
        sum = (sum >>> Short.SIZE) + (sum & 0xFFFF);
        return ~(sum + (sum >>> Short.SIZE));
    }
}
