package io.weir.router.rnic;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one queue pair, or a whole RNIC, puts on the wire and takes from it: packets, and their bytes from BTH to ICRC
 * (as {@code port_xmit_data} counts), with repetitions, acknowledgements and READ responses; the bytes apart by what
 * the packets are for. Its owner says where the longs lie; the RNIC's thread adds.
 */
public final class WireMeter {
    /** Packets that are no operation's: acknowledgements of SENDs and WRITEs, and congestion notifications. */
    public static final int OTHER = 0;
    /** Of a SEND. */
    public static final int SEND = 1;
    /** Of a WRITE. */
    public static final int WRITE = 2;
    /** Request and responses of a READ. */
    public static final int READ = 3;
    /** Request and answer of an atomic. */
    public static final int ATOMIC = 4;
    /** How many kinds of packets there are. */
    public static final int KINDS = 5;

    private final Layout layout;
    private UnsafeBuffer buffer;
    private int offset;

    /**
     * Where the longs lie, in bytes behind the place of the meter.
     *
     * @param sentBytes     by kind of packet; several may be one
     * @param receivedBytes likewise
     */
    public record Layout(int sentPackets, int[] sentBytes, int receivedPackets, int[] receivedBytes) {
        /** Bytes that one takes of which nothing else is known. */
        private static final int LENGTH = 4 * Long.BYTES;

        /** Four longs: packets sent, their bytes, packets received, their bytes; all kinds together. */
        public static Layout together() {
            return new Layout(0, all(Long.BYTES), 2 * Long.BYTES, all(3 * Long.BYTES));
        }

        private static int[] all(final int offset) {
            final int[] offsets = new int[KINDS];
            Arrays.fill(offsets, offset);
            return offsets;
        }
    }

    /** In memory of its own, where nobody looks. */
    public WireMeter() {
        this(Layout.together());
        place(new UnsafeBuffer(new byte[Layout.LENGTH]), 0);
    }

    /** Laid out so; to be {@link #place}d before anything is counted. */
    public WireMeter(final Layout layout) {
        this.layout = layout;
    }

    /** From now on there. */
    public void place(final UnsafeBuffer newBuffer, final int newOffset) {
        buffer = newBuffer;
        offset = newOffset;
    }

    /** A packet goes. */
    public void sent(final int kind, final long bytes) {
        add(layout.sentBytes[kind], bytes);
        add(layout.sentPackets, 1);
    }

    /** A packet came. */
    public void received(final int kind, final long bytes) {
        add(layout.receivedBytes[kind], bytes);
        add(layout.receivedPackets, 1);
    }

    private void add(final int field, final long amount) {
        buffer.putLongRelease(offset + field, buffer.getLong(offset + field) + amount);
    }
}
