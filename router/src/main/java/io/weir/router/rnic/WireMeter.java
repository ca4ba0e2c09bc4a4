package io.weir.router.rnic;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one queue pair puts on the wire and takes from it: packets, and their bytes from BTH to ICRC (as {@code
 * port_xmit_data} counts), with repetitions, acknowledgements and READ responses. Its owner says where the four longs
 * lie; the RNIC's thread adds.
 */
public final class WireMeter {
    /** Longs: packets sent, their bytes, packets received, their bytes. */
    public static final int LENGTH = 4;

    private static final int SENT_PACKETS = 0;
    private static final int SENT_BYTES = 8;
    private static final int RECEIVED_PACKETS = 16;
    private static final int RECEIVED_BYTES = 24;

    private UnsafeBuffer buffer;
    private int offset;

    /** In memory of its own, where nobody looks. */
    public WireMeter() {
        this(new UnsafeBuffer(new byte[LENGTH * Long.BYTES]), 0);
    }

    /** There. */
    public WireMeter(final UnsafeBuffer buffer, final int offset) {
        place(buffer, offset);
    }

    /** From now on there. */
    public void place(final UnsafeBuffer newBuffer, final int newOffset) {
        buffer = newBuffer;
        offset = newOffset;
    }

    /** A packet goes. */
    public void sent(final long bytes) {
        add(SENT_BYTES, bytes);
        add(SENT_PACKETS, 1);
    }

    /** A packet came. */
    public void received(final long bytes) {
        add(RECEIVED_BYTES, bytes);
        add(RECEIVED_PACKETS, 1);
    }

    private void add(final int field, final long amount) {
        buffer.putLongRelease(offset + field, buffer.getLong(offset + field) + amount);
    }
}
