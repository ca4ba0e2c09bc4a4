package io.weir.router.rnic.soft;

import org.agrona.concurrent.AtomicBuffer;

/**
 * A packet on its way from the thread that sends and receives to the one that writes the file.
 *
 * <pre>
 *   0            8              12           16             20         24             28      32
 *  | time, ns   | sent, 1 byte | from       | to           | from     | to           | IP id | UDP payload
 *  |            | ToS, TTL     |            |              | UDP port | UDP port     |       |
 * </pre>
 */
final class CaptureRecord {
    static final int HEADER_LENGTH = 32;
    static final int TYPE = 1;
    /** For packets received, whose IP identification a socket does not show. */
    static final int ID_UNKNOWN = -1;

    private static final int TIME_OFFSET = 0;
    private static final int SENT_OFFSET = 8;
    private static final int TRAFFIC_CLASS_OFFSET = 9;
    private static final int HOP_LIMIT_OFFSET = 10;
    private static final int SOURCE_OFFSET = 12;
    private static final int DESTINATION_OFFSET = 16;
    private static final int SOURCE_PORT_OFFSET = 20;
    private static final int DESTINATION_PORT_OFFSET = 24;
    private static final int ID_OFFSET = 28;

    private CaptureRecord() {
    }

    static void put(final AtomicBuffer buffer, final int at, final boolean sent, final int id, final int trafficClass,
                    final int hopLimit) {
        buffer.putByte(at + SENT_OFFSET, (byte) (sent ? 1 : 0));
        buffer.putByte(at + TRAFFIC_CLASS_OFFSET, (byte) trafficClass);
        buffer.putByte(at + HOP_LIMIT_OFFSET, (byte) hopLimit);
        buffer.putInt(at + ID_OFFSET, id);
    }

    static void from(final AtomicBuffer buffer, final int at, final int address, final int port) {
        buffer.putInt(at + SOURCE_OFFSET, address);
        buffer.putInt(at + SOURCE_PORT_OFFSET, port);
    }

    static void to(final AtomicBuffer buffer, final int at, final int address, final int port) {
        buffer.putInt(at + DESTINATION_OFFSET, address);
        buffer.putInt(at + DESTINATION_PORT_OFFSET, port);
    }

    static void time(final AtomicBuffer buffer, final int at, final long nanos) {
        buffer.putLong(at + TIME_OFFSET, nanos);
    }

    static long time(final AtomicBuffer buffer, final int at) {
        return buffer.getLong(at + TIME_OFFSET);
    }

    static boolean isSent(final AtomicBuffer buffer, final int at) {
        return buffer.getByte(at + SENT_OFFSET) != 0;
    }

    static byte trafficClass(final AtomicBuffer buffer, final int at) {
        return buffer.getByte(at + TRAFFIC_CLASS_OFFSET);
    }

    static byte hopLimit(final AtomicBuffer buffer, final int at) {
        return buffer.getByte(at + HOP_LIMIT_OFFSET);
    }

    static int source(final AtomicBuffer buffer, final int at) {
        return buffer.getInt(at + SOURCE_OFFSET);
    }

    static int sourcePort(final AtomicBuffer buffer, final int at) {
        return buffer.getInt(at + SOURCE_PORT_OFFSET);
    }

    static int destination(final AtomicBuffer buffer, final int at) {
        return buffer.getInt(at + DESTINATION_OFFSET);
    }

    static int destinationPort(final AtomicBuffer buffer, final int at) {
        return buffer.getInt(at + DESTINATION_PORT_OFFSET);
    }

    static int identification(final AtomicBuffer buffer, final int at) {
        return buffer.getInt(at + ID_OFFSET);
    }
}
