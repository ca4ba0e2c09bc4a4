package io.weir.bench.rail.end;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.policy.Ipv4;
import io.weir.shm.linux.UdpReceiveBatch;
import io.weir.shm.linux.UdpSendBatch;
import io.weir.shm.linux.UdpSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * The least that RoCEv2 from user space takes, and so the limit for an RNIC made of software: UDP datagrams of a
 * packet's size, each gathered from a header and the payload where it lies, sent with GSO and received with GRO, a
 * CRC-32 on both sides, and the payload copied to where it belongs; a window, so that nobody is flooded, and no more.
 * Arguments: its address, a packet's payload in bytes.
 */
public final class UdpEnd extends End {
    /** BTH, RETH, and the CRC. */
    private static final int HEADER = 32;
    private static final int MAX_MESSAGE = 65_000;
    private static final int MAX_SEGMENTS = 64;
    private static final int RECEIVE_SLOTS = 16;
    private static final int RECEIVE_BYTES = 1 << 16;
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final long WINDOW_BYTES = 2 << 20;
    private static final long LOST_NS = 100_000_000;

    private final int fd;
    private final int address;
    private final int payload;
    private final UdpSendBatch sends = new UdpSendBatch(1, 2 * MAX_SEGMENTS);
    private final UdpReceiveBatch receives = new UdpReceiveBatch(RECEIVE_SLOTS, 1);
    private final ByteBuffer headers = ByteBuffer.allocateDirect(MAX_SEGMENTS * HEADER);
    private final ByteBuffer data = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer received = ByteBuffer.allocateDirect(RECEIVE_SLOTS * RECEIVE_BYTES);
    private final long headersAddress = BufferUtil.address(headers);
    private final long dataAddress = BufferUtil.address(data);
    private final long receivedAddress = BufferUtil.address(received);
    private final CRC32 crc = new CRC32();
    private final Idling idling = new Idling();
    private int peerAddress;
    private int peerPort;
    private long arrived;

    private UdpEnd(final int address, final int payload) {
        this.address = address;
        this.payload = payload;
        fd = UdpSocket.bind(address, 0);
        UdpSocket.receiveBuffer(fd, SOCKET_BUFFER);
        UdpSocket.sendBuffer(fd, SOCKET_BUFFER);
        UdpSocket.receiveOffload(fd, true);
        for (int i = 0; i < RECEIVE_SLOTS; i++) {
            receives.buffer(i, receivedAddress + (long) i * RECEIVE_BYTES, RECEIVE_BYTES);
        }
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation ->
            new UdpEnd(Ipv4.parse(args[0]), Integer.parseInt(args[1])).converse(conversation));
    }

    @Override
    Line describe(final Line line) {
        return line.with("address", address).with("port", UdpSocket.localPort(fd));
    }

    @Override
    void connect(final Line peer) {
        peerAddress = peer.integer("address");
        peerPort = peer.integer("port");
    }

    @Override
    long stream(final int size, final long untilNs) {
        final int segments = Math.min(MAX_SEGMENTS, MAX_MESSAGE / (HEADER + payload));
        long sent = 0;
        long at = 0;
        long heardNs = System.nanoTime();
        arrived = 0;
        while (System.nanoTime() - untilNs < 0) {
            final boolean isOpen = sent - arrived <= WINDOW_BYTES;
            if (isOpen) {
                gather(segments, at);
                at = (at + (long) segments * payload) % (BUFFER - (long) segments * payload);
                sent += sends.send(fd, 0, 1) == 1 ? (long) segments * payload : 0;
            }
            final boolean heard = hear();
            idling.idle(isOpen || heard ? 1 : 0);
            if (heard) {
                heardNs = System.nanoTime();
            } else if (System.nanoTime() - heardNs > LOST_NS) {
                // something was lost: nobody asks for it, so it counts as neither sent nor arrived
                sent = arrived;
                heardNs = System.nanoTime();
            }
        }
        return arrived;
    }

    private void gather(final int segments, final long at) {
        sends.begin(0, peerAddress, peerPort);
        for (int i = 0; i < segments; i++) {
            final int header = i * HEADER;
            final int offset = (int) at + i * payload;
            crc.reset();
            crc.update(headers.limit(header + HEADER - Integer.BYTES).position(header));
            crc.update(data.limit(offset + payload).position(offset));
            UnsafeApi.putInt(headersAddress + header + HEADER - Integer.BYTES, (int) crc.getValue());
            sends.buffer(0, headersAddress + header, HEADER);
            sends.buffer(0, dataAddress + offset, payload);
        }
        sends.segmentSize(0, HEADER + payload);
    }

    /** Takes the receiver's counts of bytes that have arrived. */
    private boolean hear() {
        final int count = receives.receive(fd, RECEIVE_SLOTS);
        for (int i = 0; i < count; i++) {
            final int last = receives.length(i) - Long.BYTES;
            arrived = Math.max(arrived, UnsafeApi.getLong(receivedAddress + (long) i * RECEIVE_BYTES + last));
        }
        return count > 0;
    }

    @Override
    void roundTrips(final String kind, final int size, final long untilNs, final Latencies latencies) {
        for (long startNs = System.nanoTime(); startNs - untilNs < 0;) {
            send(size);
            int count = receives.receive(fd, RECEIVE_SLOTS);
            while (count <= 0) {
                idling.idle(count);
                count = receives.receive(fd, RECEIVE_SLOTS);
            }
            final long nowNs = System.nanoTime();
            latencies.record(nowNs - startNs);
            startNs = nowNs;
        }
    }

    private void send(final int length) {
        sends.begin(0, peerAddress, peerPort);
        sends.buffer(0, headersAddress, length);
        sends.send(fd, 0, 1);
    }

    @Override
    void serve(final String kind, final int size, final Stop stop) throws IOException {
        final boolean streams = kind.equals(Kind.THROUGHPUT);
        arrived = 0;
        while (!stop.isTold(System.nanoTime())) {
            final int count = receives.receive(fd, RECEIVE_SLOTS);
            idling.idle(count);
            if (count > 0 && streams) {
                for (int i = 0; i < count; i++) {
                    scatter(i);
                }
                UnsafeApi.putLong(headersAddress, arrived);
                send(Long.BYTES);
            } else if (count > 0) {
                send(size);
            }
        }
    }

    private void scatter(final int slot) {
        final int length = receives.length(slot);
        final int step = receives.segmentSize(slot) > 0 ? receives.segmentSize(slot) : length;
        for (int at = 0; at < length; at += step) {
            final int from = slot * RECEIVE_BYTES + at;
            crc.reset();
            crc.update(received.limit(from + HEADER - Integer.BYTES).position(from));
            crc.update(received.limit(from + step).position(from + HEADER));
            if (UnsafeApi.getInt(receivedAddress + from + HEADER - Integer.BYTES) != (int) crc.getValue()) {
                throw new IllegalStateException("a datagram of " + step + " bytes was damaged");
            }
            UnsafeApi.copyMemory(receivedAddress + from + HEADER, dataAddress + arrived % (BUFFER - payload), payload);
            arrived += payload;
        }
    }
}
