package io.weir.router.rnic;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What an RNIC itself says it carried, in the terms in which tenants are charged, so that the two can be compared:
 * longs that only grow. The RNIC's thread adds; whoever maps the memory may read.
 * <pre>
 *    0  requests completed with success     8  bytes of their payload (8 for an atomic)
 *   16  receives completed with success    24  bytes received, without a datagram's route
 *   32  one-sided operations served        40  bytes of their payload
 *   48  packets sent                       56  their bytes, from BTH to ICRC, repetitions and acknowledgements too
 *   64  packets received                   72  their bytes
 * </pre>
 */
public final class RailMeter {
    /** Longs. */
    public static final int LENGTH = 10;

    private static final int REQUESTS = 0;
    private static final int REQUEST_BYTES = 8;
    private static final int RECEIVES = 16;
    private static final int RECEIVE_BYTES = 24;
    private static final int SERVED = 32;
    private static final int SERVED_BYTES = 40;
    private static final int WIRE = 48;
    private static final String[] NAMES = {"requests", "request_bytes", "receives", "receive_bytes", "served",
        "served_bytes", "sent_packets", "sent_bytes", "received_packets", "received_bytes"};

    private UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH * Long.BYTES]);
    private final WireMeter wire = new WireMeter(WireMeter.Layout.together());
    private int offset;

    /** In memory of its own, until it is {@link #place}d. */
    public RailMeter() {
        wire.place(buffer, WIRE);
    }

    /** Goes on in other memory, from what stands there and what was counted until now. On the RNIC's thread. */
    public void place(final UnsafeBuffer newBuffer, final int newOffset) {
        for (int i = 0; i < LENGTH * Long.BYTES; i += Long.BYTES) {
            newBuffer.putLongRelease(newOffset + i, newBuffer.getLong(newOffset + i) + buffer.getLong(offset + i));
        }
        buffer = newBuffer;
        offset = newOffset;
        wire.place(buffer, offset + WIRE);
    }

    /** What a long counts. */
    public static String name(final int index) {
        return NAMES[index];
    }

    /** One of the longs. Any thread. */
    public long get(final int index) {
        return buffer.getLongVolatile(offset + index * Long.BYTES);
    }

    /** A send work request is done. */
    public void request(final long bytes) {
        add(REQUEST_BYTES, bytes);
        add(REQUESTS, 1);
    }

    /** A receive is done. */
    public void receive(final long bytes) {
        add(RECEIVE_BYTES, bytes);
        add(RECEIVES, 1);
    }

    /** A one-sided operation, or a part of a long READ, was served. */
    public void served(final long bytes) {
        add(SERVED_BYTES, bytes);
        add(SERVED, 1);
    }

    /** Where it counts its packets, of those that came the ones for its queue pairs. */
    public WireMeter wire() {
        return wire;
    }

    private void add(final int field, final long amount) {
        if (Metering.ON) {
            buffer.putLongRelease(offset + field, buffer.getLong(offset + field) + amount);
        }
    }
}
