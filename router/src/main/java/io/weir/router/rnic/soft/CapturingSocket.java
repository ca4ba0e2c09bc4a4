package io.weir.router.rnic.soft;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * A socket that has all its packets captured: each is copied into the ring of a {@link PacketCapture}, those sent as
 * the single packets that the kernel makes of a message, and stamped when the socket took or gave it. What does not
 * fit the ring is counted and left out; sending and receiving never wait for the capture.
 */
final class CapturingSocket implements PacketSocket {
    /** Packets between two flushes; the sockets there are hold fewer. */
    private static final int MAX_BEGUN = 1024;
    private static final int NOT_CAPTURED = 0;

    private final PacketSocket socket;
    private final PacketCapture capture;
    private final OneToOneRingBuffer ring;
    private final AtomicBuffer records;
    private final int[] begun = new int[MAX_BEGUN];
    private int begunCount;
    private int fillAt = NOT_CAPTURED;

    CapturingSocket(final PacketSocket socket, final PacketCapture capture) {
        this.socket = socket;
        this.capture = capture;
        ring = capture.ring();
        records = ring.buffer();
    }

    @Override
    public int receive() {
        final int count = socket.receive();
        if (count > 0 && capture.isOn()) {
            final long time = capture.epochNanos();
            for (int i = 0; i < count; i++) {
                received(i, time);
            }
        }
        return count;
    }

    private void received(final int index, final long time) {
        final int length = socket.length(index);
        final int at = claim(length);
        if (at == NOT_CAPTURED) {
            return;
        }
        CaptureRecord.put(records, at, false, CaptureRecord.ID_UNKNOWN, socket.trafficClass(index),
            socket.hopLimit(index));
        CaptureRecord.from(records, at, socket.sourceAddress(index), socket.sourcePort(index));
        CaptureRecord.to(records, at, socket.address(), socket.port());
        CaptureRecord.time(records, at, time);
        UnsafeApi.copyMemory(socket.data(index), records.addressOffset() + at + CaptureRecord.HEADER_LENGTH, length);
        ring.commit(at);
    }

    /** Room for a packet, or {@link #NOT_CAPTURED}; the ring's own header stands before the first record. */
    private int claim(final int length) {
        final int at = ring.tryClaim(CaptureRecord.TYPE, CaptureRecord.HEADER_LENGTH + length);
        if (at < 0) {
            capture.lost();
            return NOT_CAPTURED;
        }
        return at;
    }

    private int tooMany() {
        capture.lost();
        return NOT_CAPTURED;
    }

    @Override
    public long begin(final Route route, final int length) {
        final long scratch = socket.begin(route, length);
        fillAt = NOT_CAPTURED;
        if (capture.isOn()) {
            final int at = begunCount < MAX_BEGUN ? claim(length) : tooMany();
            if (at != NOT_CAPTURED) {
                CaptureRecord.put(records, at, true, socket.identification(), route.trafficClass, route.hopLimit);
                CaptureRecord.from(records, at, socket.address(), socket.begunPort());
                CaptureRecord.to(records, at, route.address, route.port);
                begun[begunCount++] = at;
                fillAt = at + CaptureRecord.HEADER_LENGTH;
            }
        }
        return scratch;
    }

    @Override
    public void add(final long address, final int length) {
        socket.add(address, length);
        if (fillAt != NOT_CAPTURED) {
            UnsafeApi.copyMemory(address, records.addressOffset() + fillAt, length);
            fillAt += length;
        }
    }

    @Override
    public boolean flush() {
        final boolean all = socket.flush();
        if (all && begunCount > 0) {
            final long time = capture.epochNanos();
            for (int i = 0; i < begunCount; i++) {
                CaptureRecord.time(records, begun[i], time);
                ring.commit(begun[i]);
            }
            begunCount = 0;
            fillAt = NOT_CAPTURED;
        }
        return all;
    }

    @Override
    public void discard() {
        socket.discard();
        for (int i = 0; i < begunCount; i++) {
            ring.abort(begun[i]);
        }
        begunCount = 0;
        fillAt = NOT_CAPTURED;
    }

    @Override
    public void close() {
        discard();
        socket.close();
        capture.close();
    }

    @Override
    public int address() {
        return socket.address();
    }

    @Override
    public int port() {
        return socket.port();
    }

    @Override
    public int fd() {
        return socket.fd();
    }

    @Override
    public boolean mayHaveMore() {
        return socket.mayHaveMore();
    }

    @Override
    public long data(final int index) {
        return socket.data(index);
    }

    @Override
    public int length(final int index) {
        return socket.length(index);
    }

    @Override
    public boolean follows(final int index) {
        return socket.follows(index);
    }

    @Override
    public int sourceAddress(final int index) {
        return socket.sourceAddress(index);
    }

    @Override
    public int sourcePort(final int index) {
        return socket.sourcePort(index);
    }

    @Override
    public int trafficClass(final int index) {
        return socket.trafficClass(index);
    }

    @Override
    public int hopLimit(final int index) {
        return socket.hopLimit(index);
    }

    @Override
    public boolean hasRoom() {
        return socket.hasRoom();
    }

    @Override
    public long copySpace() {
        return socket.copySpace();
    }

    @Override
    public int begunPort() {
        return socket.begunPort();
    }

    @Override
    public int identification() {
        return socket.identification();
    }

    @Override
    public int piecesLeft() {
        return socket.piecesLeft();
    }

    @Override
    public long errors() {
        return socket.errors();
    }
}
