package io.weir.router.rnic.soft;

import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.host.HostMemory;
import io.weir.router.rnic.host.SgeCursor;

/**
 * Writes packets: headers, payload gathered from where it lies, pad and ICRC.
 *
 * <p>The ICRC is taken here and the bytes are read again by the kernel. If a program changes them in between, the
 * receiver drops the packet, as if it were lost. So that this can not go on for ever, short payloads and repeated
 * packets are copied first, and the copy is sent.
 */
final class PacketWriter {
    private static final int SHORT_PAYLOAD = 512;
    /** One piece for the headers, one for the trailer, the others for the payload. */
    private static final int FIXED_PIECES = 2;

    private final PacketSocket socket;
    private final Icrc icrc = new Icrc();
    private final SoftCounters counters;
    private final RailMeter meter;
    private long scratch;
    private int headers;
    private int length;
    private int payloadLength;
    private int address;
    private int port;

    PacketWriter(final PacketSocket socket, final SoftCounters counters, final RailMeter meter) {
        this.meter = meter;
        this.socket = socket;
        this.counters = counters;
    }

    boolean hasRoom() {
        return socket.hasRoom();
    }

    /**
     * Begins a packet.
     *
     * @return where its extension headers go; they are to be filled in before {@link #finish}
     */
    long begin(final Route route, final int opcode, final long sequence, final int newPayloadLength,
               final boolean solicited, final boolean ackRequest) {
        payloadLength = newPayloadLength;
        final int pad = -newPayloadLength & (Integer.BYTES - 1);
        headers = Bth.LENGTH + BthOpcode.extensionLength(opcode);
        length = headers + payloadLength + pad + Packet.ICRC_LENGTH;
        scratch = socket.begin(route, length);
        counters.sentPackets++;
        counters.sentBytes += length;
        final int kind = BthOpcode.wireKind(opcode);
        route.wire.sent(kind, length);
        meter.wire().sent(kind, length);
        putBth(route, opcode, solicited, pad, ackRequest, Psn.wire(sequence));
        address = route.address;
        port = route.port;
        return scratch + Bth.LENGTH;
    }

    private void putBth(final Route route, final int opcode, final boolean solicited, final int pad,
                        final boolean ackRequest, final int psn) {
        if (opcode == BthOpcode.CNP) {
            Bth.putNotification(scratch, route.pkey, route.qpNumber);
            for (int i = 0; i < headers - Bth.LENGTH; i += Long.BYTES) {
                Wire.putLong(scratch + Bth.LENGTH + i, 0);
            }
        } else {
            Bth.put(scratch, opcode, solicited, pad, route.pkey, route.qpNumber, ackRequest, psn);
        }
    }

    /** Bytes of the packet begun last, from BTH to ICRC. */
    int lastLength() {
        return length;
    }

    /** Ends a packet without payload. */
    void finish() {
        beginIcrc();
        putIcrc(scratch + headers);
        socket.add(scratch, headers + Packet.ICRC_LENGTH);
    }

    /** Ends a packet with the payload from a cursor, which goes on. {@code copy}: see the class. */
    void finish(final SgeCursor source, final boolean copy) {
        beginIcrc();
        if (payloadLength <= SHORT_PAYLOAD) {
            finishCopied(source, scratch + headers);
        } else if (copy) {
            finishCopied(source, socket.copySpace());
        } else {
            finishGathered(source);
        }
        counters.sentPayload += payloadLength;
    }

    private void beginIcrc() {
        icrc.begin(socket.identification(), socket.address(), socket.begunPort(), address, port, length, scratch,
            headers);
    }

    private void finishCopied(final SgeCursor source, final long payload) {
        socket.add(scratch, headers);
        copyOut(source, payload, payloadLength);
        final int padded = payloadLength + zeroPad(payload + payloadLength);
        icrc.update(payload, padded);
        putIcrc(payload + padded);
        socket.add(payload, padded + Packet.ICRC_LENGTH);
    }

    private void finishGathered(final SgeCursor source) {
        socket.add(scratch, headers);
        int left = payloadLength;
        int pieces = socket.piecesLeft() - FIXED_PIECES;
        while (left > 0 && pieces > 0) {
            final int step = (int) Math.min(left, source.contiguous());
            final long piece = source.address();
            icrc.update(piece, step);
            socket.add(piece, step);
            source.advance(step);
            left -= step;
            pieces--;
        }
        final boolean alone = left == 0 && (payloadLength & (Integer.BYTES - 1)) == 0;
        final long rest = alone ? scratch + PacketSocket.SCRATCH_SPACE - Packet.ICRC_LENGTH : socket.copySpace();
        copyOut(source, rest, left);
        final int padded = left + zeroPad(rest + left);
        icrc.update(rest, padded);
        putIcrc(rest + padded);
        socket.add(rest, padded + Packet.ICRC_LENGTH);
    }

    private static void copyOut(final SgeCursor source, final long target, final int length) {
        int done = 0;
        while (done < length) {
            final int step = (int) Math.min(length - done, source.contiguous());
            HostMemory.copy(source.address(), target + done, step);
            source.advance(step);
            done += step;
        }
    }

    private int zeroPad(final long at) {
        final int pad = -payloadLength & (Integer.BYTES - 1);
        for (int i = 0; i < pad; i++) {
            Wire.putByte(at + i, 0);
        }
        return pad;
    }

    private void putIcrc(final long at) {
        Wire.putInt(at, Integer.reverseBytes(icrc.value()));
    }
}
