package io.weir.router.rnic.soft;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;

/** Writes the packets of SENDs and WRITEs of a connected service, one by one, in whatever order it is asked to. */
final class MessageWriter {
    private final int service;
    private final SendSequence sends;
    private final PacketWriter writer;
    private final SgeCursor source = new SgeCursor();
    private Route route;
    /** What {@link #source} stands at. */
    private long sourceSequence;

    MessageWriter(final int service, final SendSequence sends, final PacketWriter writer) {
        this.service = service;
        this.sends = sends;
        this.writer = writer;
    }

    void connect(final Route newRoute) {
        route = newRoute;
        forget();
    }

    /** The requests may be others from now on. */
    void forget() {
        sourceSequence = -1;
    }

    /**
     * Writes one packet.
     *
     * @param position   of the request
     * @param sequence   of the packet, among those of the request
     * @param ackRequest the peer shall acknowledge it
     * @param copy       as {@link PacketWriter#finish(SgeCursor, boolean)}
     */
    void write(final long position, final long sequence, final boolean ackRequest, final boolean copy) {
        final SendWr wr = sends.at(position);
        final boolean write = wr.opcode == Opcode.RDMA_WRITE || wr.opcode == Opcode.RDMA_WRITE_WITH_IMM;
        final long index = sequence - sends.first(position);
        final int opcode =
            BthOpcode.ofRequest(service, write, index, sends.packets(position), wr.opcode.hasImmediate());
        final boolean solicited = BthOpcode.isLast(opcode) && (wr.flags & SendFlags.SOLICITED) != 0;
        long extension = writer.begin(
            route, opcode, sequence, sends.payloadLength(position, sequence), solicited, ackRequest);
        if (write && index == 0) {
            Reth.put(extension, wr.remoteAddress, wr.rkey, sends.length(position));
            extension += Reth.LENGTH;
        }
        if (BthOpcode.hasImmediate(opcode)) {
            Wire.putInt(extension, wr.immediate);
        }
        if (sourceSequence != sequence || index == 0) {
            source.wrap(wr.sge, wr.sgeCount);
            source.seek(sends.offset(position, sequence));
        }
        writer.finish(source, copy);
        sourceSequence = sequence + 1;
    }
}
