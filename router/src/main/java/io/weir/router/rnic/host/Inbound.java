package io.weir.router.rnic.host;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.verbs.WcFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** The one receive that a queue pair has taken and not completed yet. */
public final class Inbound {
    /** What comes before a datagram's payload. */
    private static final int ROUTE_BYTES = 40;

    private final ReceiveSource source;
    private final QpOwner owner;
    private final RailMeter meter;
    private final RecvWr receive;
    private final SgeCursor cursor = new SgeCursor();
    private boolean taken;
    private long room;

    /** Takes from {@code source}, completes to {@code owner}; {@code meter} counts what succeeds. */
    public Inbound(final ReceiveSource source, final QpOwner owner, final RailMeter meter, final int maxSge) {
        this.meter = meter;
        this.source = source;
        this.owner = owner;
        receive = new RecvWr(maxSge);
    }

    /** Takes the next: {@link ReceiveSource#TAKEN}, EMPTY, or BROKEN, which has then completed with an error. */
    public int take() {
        final int result = source.next(receive);
        if (result == ReceiveSource.BROKEN) {
            complete(WcStatus.LOC_PROT_ERR);
        } else if (result == ReceiveSource.TAKEN) {
            taken = true;
            room = receive.length();
            cursor.wrap(receive.sge, receive.sgeCount);
        }
        return result;
    }

    /** Whether a receive is taken and not complete. */
    public boolean isTaken() {
        return taken;
    }

    /** Bytes that the receive taken has room for. */
    public long room() {
        return room;
    }

    /** Where the next byte goes. */
    public SgeCursor cursor() {
        return cursor;
    }

    /** Whether its buffers are still registered. */
    public boolean isValid() {
        return HostMr.allValid(receive.sge, receive.sgeCount);
    }

    /** The message was broken off without a word: the next one begins in the same receive. */
    public void restart() {
        cursor.wrap(receive.sge, receive.sgeCount);
    }

    /** The message is complete. */
    public void complete(final WcOpcode opcode, final long bytes, final int immediate, final boolean hasImmediate,
                         final boolean solicited) {
        taken = false;
        meter.receive(bytes);
        owner.onReceiveCompleted(receive.id, WcStatus.SUCCESS, opcode, bytes, immediate,
            hasImmediate ? WcFlags.WITH_IMM : 0, solicited);
    }

    /**
     * A datagram is complete: as {@link QpOwner#onDatagramReceived}, by whose rules the first 40 bytes were written.
     *
     * @param bytes those 40 included
     */
    public void completeDatagram(final long bytes, final int immediate, final boolean hasImmediate,
                                 final boolean solicited, final int sourceAddress, final int sourceQpn) {
        taken = false;
        meter.receive(bytes - ROUTE_BYTES);
        owner.onDatagramReceived(receive, bytes, immediate, WcFlags.GRH | (hasImmediate ? WcFlags.WITH_IMM : 0),
            solicited, sourceAddress, sourceQpn);
    }

    /** The receive failed. */
    public void complete(final WcStatus status) {
        taken = false;
        owner.onReceiveCompleted(receive.id, status, WcOpcode.RECV, 0, 0, 0, false);
    }

    /** Flushes a receive in progress, if there is one. */
    public void flush() {
        if (taken) {
            complete(WcStatus.WR_FLUSH_ERR);
        }
    }

    /** Forgets a receive in progress. */
    public void clear() {
        taken = false;
    }
}
