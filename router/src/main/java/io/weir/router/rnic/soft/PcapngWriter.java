package io.weir.router.rnic.soft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes IPv4 packets of one interface in the pcapng format, little-endian, stamped in nanoseconds.
 *
 * <pre>
 *  section header, interface description, then per packet:
 *  | type 6 | block length | interface 0 | time, high | time, low | captured length | original length |
 *  | packet, padded to 4 | options: direction, packets lost before this one | block length |
 *  and at last interface statistics.
 * </pre>
 *
 * <p>Not thread-safe; a block is in the channel whole after {@link #flush}.
 */
final class PcapngWriter implements AutoCloseable {
    /** Bytes that a packet takes in the file beside its own, at most. */
    static final int PACKET_OVERHEAD = 32 + 8 + 12 + 4 + 3;

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int INTERFACE_STATISTICS = 5;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    /** Packets begin with their IPv4 header. */
    private static final short LINKTYPE_IPV4 = 228;
    private static final int END_OF_OPTIONS = 0;
    private static final int SECTION_APPLICATION = 4;
    private static final int INTERFACE_NAME = 2;
    private static final int INTERFACE_DESCRIPTION_TEXT = 3;
    private static final int INTERFACE_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;
    private static final int PACKET_FLAGS = 2;
    private static final int PACKET_DROPS = 4;
    private static final int STATISTICS_RECEIVED = 4;
    private static final int STATISTICS_DROPPED = 5;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int ALIGNMENT = Integer.BYTES;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long written;
    private long packets;

    /**
     * Begins a file.
     *
     * @param channel       blocking; closed by {@link #close}
     * @param interfaceName as the host calls it
     * @param description   for people
     */
    PcapngWriter(final WritableByteChannel channel, final String interfaceName, final String description) {
        this.channel = channel;
        final int section = begin(SECTION_HEADER);
        buffer.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
        option(SECTION_APPLICATION, "weir");
        end(section);
        final int description0 = begin(INTERFACE_DESCRIPTION);
        buffer.putShort(LINKTYPE_IPV4).putShort((short) 0).putInt(0);
        option(INTERFACE_NAME, interfaceName);
        option(INTERFACE_DESCRIPTION_TEXT, description);
        option(INTERFACE_RESOLUTION, new byte[] {NANOSECONDS});
        end(description0);
    }

    /** Bytes so far, what is not flushed included. */
    long length() {
        return written + buffer.position();
    }

    /** Packets so far. */
    long packets() {
        return packets;
    }

    /**
     * Adds a packet, of at most 65,535 bytes.
     *
     * @param epochNanos when, in nanoseconds since 1970
     * @param outbound   sent rather than received
     * @param lost       packets lost since the one before
     * @param headers    its first bytes, from position to limit; consumed
     * @param rest       and all others; consumed
     */
    void packet(final long epochNanos, final boolean outbound, final long lost, final ByteBuffer headers,
                       final ByteBuffer rest) throws IOException {
        final int length = headers.remaining() + rest.remaining();
        if (buffer.remaining() < length + PACKET_OVERHEAD) {
            flush();
        }
        final int block = begin(ENHANCED_PACKET);
        buffer.putInt(0).putInt((int) (epochNanos >>> Integer.SIZE)).putInt((int) epochNanos);
        buffer.putInt(length).putInt(length).put(headers).put(rest);
        align();
        buffer.putShort((short) PACKET_FLAGS).putShort((short) Integer.BYTES).putInt(outbound ? OUTBOUND : INBOUND);
        if (lost > 0) {
            buffer.putShort((short) PACKET_DROPS).putShort((short) Long.BYTES).putLong(lost);
        }
        end(block);
        packets++;
    }

    /** Ends the file with what was seen on the interface, and what of it is not in the file. */
    void statistics(final long epochNanos, final long seen, final long lost) throws IOException {
        flush();
        final int block = begin(INTERFACE_STATISTICS);
        buffer.putInt(0).putInt((int) (epochNanos >>> Integer.SIZE)).putInt((int) epochNanos);
        buffer.putShort((short) STATISTICS_RECEIVED).putShort((short) Long.BYTES).putLong(seen);
        buffer.putShort((short) STATISTICS_DROPPED).putShort((short) Long.BYTES).putLong(lost);
        end(block);
    }

    /** Hands everything to the channel. After an exception the file ends somewhere within a block. */
    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            written += channel.write(buffer);
        }
        buffer.clear();
    }

    /** Flushes nothing. */
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int begin(final int type) {
        final int block = buffer.position();
        buffer.putInt(type).putInt(0);
        return block;
    }

    private void end(final int block) {
        buffer.putShort((short) END_OF_OPTIONS).putShort((short) 0);
        final int length = buffer.position() + Integer.BYTES - block;
        buffer.putInt(length);
        buffer.putInt(block + Integer.BYTES, length);
    }

    private void option(final int code, final String text) {
        option(code, text.getBytes(StandardCharsets.UTF_8));
    }

    private void option(final int code, final byte[] value) {
        buffer.putShort((short) code).putShort((short) value.length).put(value);
        align();
    }

    private void align() {
        while (buffer.position() % ALIGNMENT != 0) {
            buffer.put((byte) 0);
        }
    }
}
