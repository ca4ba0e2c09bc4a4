package io.weir.router.rnic.soft;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * A socket that has all its packets captured: each is copied into the ring of a {@link PacketCapture}, those sent as
 * the single packets that the kernel makes of a message, and stamped when the socket took or gave it. What does not
 * fit the ring is counted and left out; sending and receiving never wait for the capture.
 */
final class CapturingSocket extends ForwardingSocket {
    /** Packets between two flushes; the sockets there are hold fewer. */
    private static final int MAX_BEGUN = 1024;
    private static final int NOT_CAPTURED = 0;

    private final PacketCapture capture;
    private final OneToOneRingBuffer ring;
    private final AtomicBuffer records;
    private final int[] begun = new int[MAX_BEGUN];
    private int begunCount;
    private int fillAt = NOT_CAPTURED;

    CapturingSocket(final PacketSocket socket, final PacketCapture capture) {
        super(socket);
        this.capture = capture;
        ring = capture.ring();
        records = ring.buffer();
    }

    @Override
    public int receive() {
        final int count = super.receive();
        if (count > 0 && capture.isOn()) {
            final long time = capture.epochNanos();
            for (int i = 0; i < count; i++) {
                received(i, time);
            }
        }
        return count;
    }

    private void received(final int index, final long time) {
        final int length = length(index);
        final int at = claim(length);
        if (at == NOT_CAPTURED) {
            return;
        }
        CaptureRecord.put(records, at, false, CaptureRecord.ID_UNKNOWN, trafficClass(index),
            hopLimit(index));
        CaptureRecord.from(records, at, sourceAddress(index), sourcePort(index));
        CaptureRecord.to(records, at, address(), port());
        CaptureRecord.time(records, at, time);
        UnsafeApi.copyMemory(data(index), records.addressOffset() + at + CaptureRecord.HEADER_LENGTH, length);
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
        final long scratch = super.begin(route, length);
        fillAt = NOT_CAPTURED;
        if (capture.isOn()) {
            final int at = begunCount < MAX_BEGUN ? claim(length) : tooMany();
            if (at != NOT_CAPTURED) {
                CaptureRecord.put(records, at, true, identification(), route.trafficClass, route.hopLimit);
                CaptureRecord.from(records, at, address(), begunPort());
                CaptureRecord.to(records, at, route.address, route.port);
                begun[begunCount++] = at;
                fillAt = at + CaptureRecord.HEADER_LENGTH;
            }
        }
        return scratch;
    }

    @Override
    public void add(final long address, final int length) {
        super.add(address, length);
        if (fillAt != NOT_CAPTURED) {
            UnsafeApi.copyMemory(address, records.addressOffset() + fillAt, length);
            fillAt += length;
        }
    }

    @Override
    public boolean flush() {
        final boolean all = super.flush();
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
        super.discard();
        for (int i = 0; i < begunCount; i++) {
            ring.abort(begun[i]);
        }
        begunCount = 0;
        fillAt = NOT_CAPTURED;
    }

    @Override
    public void close() {
        discard();
        super.close();
        capture.close();
    }
}
