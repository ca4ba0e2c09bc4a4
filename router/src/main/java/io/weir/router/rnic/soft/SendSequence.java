package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.SendWindow;
import io.weir.verbs.Opcode;

/**
 * The send work requests that a queue pair holds, and the packet sequence numbers that each one takes: one per packet
 * of a SEND or WRITE, one per response to a READ, one for an atomic.
 */
final class SendSequence {
    private final SendWindow window;
    private final long[] first;
    private final long[] length;
    private final long[] packets;
    private final long[] receivesBefore;
    private int mtu;
    private long end;
    private long receives;

    SendSequence(final int capacity, final int maxSge, final QpOwner owner, final RailMeter meter) {
        window = new SendWindow(capacity, maxSge, owner, meter);
        first = new long[window.slotCount()];
        length = new long[window.slotCount()];
        packets = new long[window.slotCount()];
        receivesBefore = new long[window.slotCount()];
    }

    void start(final long firstSequence, final int pathMtu) {
        end = firstSequence;
        mtu = pathMtu;
    }

    /** False when full. */
    boolean add(final SendWr wr) {
        final int slot = window.slotOf(window.tail());
        if (!window.add(wr)) {
            return false;
        }
        first[slot] = end;
        length[slot] = wr.length();
        packets[slot] = Math.max(1, (length[slot] + mtu - 1) / mtu);
        end += packets[slot];
        receivesBefore[slot] = receives;
        receives += takesReceive(wr) ? 1 : 0;
        return true;
    }

    /** Whether a request takes a receive of the peer. */
    static boolean takesReceive(final SendWr wr) {
        return wr.opcode == Opcode.SEND || wr.opcode.hasImmediate();
    }

    /** How many receives all requests before a position take; the position may be the window's tail. */
    long receivesBefore(final long position) {
        return position == window.tail() ? receives : receivesBefore[window.slotOf(position)];
    }

    SendWindow window() {
        return window;
    }

    SendWr at(final long position) {
        return window.at(position);
    }

    /** Sequence of the first packet of the request at a position. */
    long first(final long position) {
        return first[window.slotOf(position)];
    }

    /** Sequence after the last packet. */
    long end(final long position) {
        final int slot = window.slotOf(position);
        return first[slot] + packets[slot];
    }

    long packets(final long position) {
        return packets[window.slotOf(position)];
    }

    /** Bytes of the whole request. */
    long length(final long position) {
        return length[window.slotOf(position)];
    }

    /** Bytes of the packet with this sequence. */
    int payloadLength(final long position, final long sequence) {
        final int slot = window.slotOf(position);
        return (int) Math.min(mtu, length[slot] - (sequence - first[slot]) * mtu);
    }

    /** Where in the request the packet with this sequence begins. */
    long offset(final long position, final long sequence) {
        return (sequence - first[window.slotOf(position)]) * mtu;
    }
}
