package io.weir.router.rnic.soft;

import io.weir.shm.linux.Fd;
import io.weir.shm.linux.UdpReceiveBatch;
import io.weir.shm.linux.UdpSendBatch;
import io.weir.shm.linux.UdpSocket;
import io.weir.verbs.Errno;
import io.weir.verbs.Mtu;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.agrona.UnsafeApi;

/**
 * Packets as datagrams of UDP sockets, one to receive and several to send ({@link UdpFlows}), many per system call.
 * Packets of equal length that follow each other to one destination leave as one message, which the kernel cuts (UDP
 * GSO), each cut with an IP identification one higher; and what the kernel joined on its way in (UDP GRO) is taken
 * apart here.
 */
final class UdpPacketSocket implements PacketSocket {
    private static final int MESSAGES = 16;
    private static final int PIECES_PER_MESSAGE = 512;
    /** A packet has one piece for its headers, one for its trailer, and seldom more than two for its payload. */
    private static final int PIECES_PER_PACKET = 4;
    private static final int MAX_SEGMENTS = MAX_SEGMENT_INDEX + 1;
    private static final int MAX_MESSAGE_BYTES = 65_000;
    private static final int PACKETS = 256;
    /**
     * Messages of so many bytes together are sent before the next is begun: their payload, read for its ICRC, is still
     * in the processor's cache when the kernel reads it again, and the receiver has something to do.
     */
    private static final int FLUSH_BYTES = 1 << 16;
    private static final int RECEIVE_MESSAGES = 16;
    private static final int RECEIVE_BYTES = 1 << 16;
    /** Of messages as large as GRO makes them, fewer are taken at once: they are still in cache when they are read. */
    private static final int LARGE_MESSAGES = 4;
    private static final int LARGE_BYTES = 1 << 16;
    private static final int BUFFER_BYTES = 4 << 20;
    /** IP, UDP, BTH, the longest extension headers and ICRC. */
    private static final int OVERHEAD = 20 + 8 + 12 + 28 + 4;

    private final int address;
    private final int port;
    private final int fd;
    private final UdpFlows flows;
    private final UdpSendBatch sends = new UdpSendBatch(MESSAGES, PIECES_PER_MESSAGE);
    private final UdpReceiveBatch receives = new UdpReceiveBatch(RECEIVE_MESSAGES, 1);
    private final long scratch = UnsafeApi.allocateMemory((long) PACKETS * SCRATCH_SPACE);
    private final long copies = UnsafeApi.allocateMemory((long) PACKETS * COPY_SPACE);
    private final long receiveMemory = UnsafeApi.allocateMemory((long) RECEIVE_MESSAGES * RECEIVE_BYTES);
    private final int[] slot = new int[RECEIVE_MESSAGES * MAX_SEGMENTS];
    private final int[] offset = new int[slot.length];
    private final int[] length = new int[slot.length];
    private final int[] trafficClass = new int[RECEIVE_MESSAGES];
    private final int[] hopLimit = new int[RECEIVE_MESSAGES];
    private final UdpMessage message = new UdpMessage();
    private final int[] flowOfMessage = new int[MESSAGES];
    private boolean mayHaveMore;
    private int lastBytes;
    private int begunMessages;
    private int sentMessages;
    private int begunPackets;
    private int begunBytes;
    private long errors;
    private boolean closed;

    private UdpPacketSocket(final int address, final int port, final int fd, final UdpFlows flows) {
        this.flows = flows;
        this.address = address;
        this.port = port;
        this.fd = fd;
        for (int i = 0; i < RECEIVE_MESSAGES; i++) {
            receives.buffer(i, receiveMemory + (long) i * RECEIVE_BYTES, RECEIVE_BYTES);
        }
    }

    /** Binds a socket; see {@link SoftRnic#open}. */
    static UdpPacketSocket open(final int address, final int port) {
        if (address == 0) {
            throw new IllegalArgumentException("address 0.0.0.0: RoCEv2 needs one address of this host");
        }
        final int fd = UdpSocket.bind(address, port);
        try {
            UdpSocket.receiveTypeOfService(fd);
            UdpSocket.receiveTimeToLive(fd);
            UdpSocket.receiveBuffer(fd, BUFFER_BYTES);
            if (UdpSocket.receiveOffload(fd, true) < 0) {
                throw new UnsupportedOperationException("UDP GRO needs Linux 5.0 or later");
            }
            return new UdpPacketSocket(address, UdpSocket.localPort(fd), fd, new UdpFlows(address));
        } catch (final RuntimeException thrown) {
            Fd.close(fd);
            throw thrown;
        }
    }

    /** For people. */
    String name() {
        return UdpSocket.format(address) + ":" + port;
    }

    /** The largest path MTU of InfiniBand that packets of this host's interface have room for. */
    int mtu() {
        try {
            final byte[] bytes = {
                (byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address,
            };
            final NetworkInterface link = NetworkInterface.getByInetAddress(InetAddress.getByAddress(bytes));
            final int room = (link == null ? Short.MAX_VALUE : link.getMTU()) - OVERHEAD;
            int mtu = Mtu.MTU_256.bytes();
            while (mtu * 2 <= room && mtu < Mtu.MTU_4096.bytes()) {
                mtu *= 2;
            }
            return mtu;
        } catch (final SocketException | UnknownHostException thrown) {
            throw new IllegalStateException("no MTU known for " + name(), thrown);
        }
    }

    @Override
    public int address() {
        return address;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int receive() {
        final int wanted = lastBytes > LARGE_BYTES ? LARGE_MESSAGES : RECEIVE_MESSAGES;
        final int messages = receives.receive(fd, wanted);
        mayHaveMore = messages == wanted;
        int count = 0;
        lastBytes = 0;
        for (int i = 0; i < messages; i++) {
            final int total = receives.length(i);
            lastBytes += total;
            trafficClass[i] = receives.typeOfService(i);
            hopLimit[i] = receives.timeToLive(i);
            final int joined = receives.segmentSize(i);
            final int step = joined > 0 ? joined : Math.max(1, total);
            for (int at = 0; at < total && count < slot.length; at += step) {
                slot[count] = i;
                offset[count] = at;
                length[count] = Math.min(step, total - at);
                count++;
            }
        }
        return count;
    }

    @Override
    public boolean mayHaveMore() {
        return mayHaveMore;
    }

    @Override
    public long data(final int index) {
        return receiveMemory + (long) slot[index] * RECEIVE_BYTES + offset[index];
    }

    @Override
    public int length(final int index) {
        return length[index];
    }

    @Override
    public boolean follows(final int index) {
        return offset[index] > 0;
    }

    @Override
    public int sourceAddress(final int index) {
        return receives.sourceAddress(slot[index]);
    }

    @Override
    public int sourcePort(final int index) {
        return receives.sourcePort(slot[index]);
    }

    @Override
    public int trafficClass(final int index) {
        return trafficClass[slot[index]];
    }

    @Override
    public int hopLimit(final int index) {
        return hopLimit[slot[index]];
    }

    @Override
    public boolean hasRoom() {
        return begunPackets < PACKETS && begunMessages < MESSAGES;
    }

    @Override
    public long begin(final Route route, final int packetLength) {
        if (!message.takes(route, packetLength)) {
            if (begunBytes >= FLUSH_BYTES) {
                begunBytes = 0;
                flush();
            }
            beginMessage(route);
            message.begin(route, packetLength);
            begunMessages++;
        } else if (message.segments() == 2) {
            sends.segmentSize(begunMessages - 1, message.segmentLength());
        }
        begunBytes += packetLength;
        return scratch + (long) begunPackets++ * SCRATCH_SPACE;
    }

    @Override
    public long copySpace() {
        return copies + (long) (begunPackets - 1) * COPY_SPACE;
    }

    private void beginMessage(final Route route) {
        sends.begin(begunMessages, route.address, route.port);
        flowOfMessage[begunMessages] = route.flow;
        if (route.trafficClass != Route.DEFAULT_TRAFFIC_CLASS) {
            sends.typeOfService(begunMessages, route.trafficClass);
        }
        if (route.hopLimit != Route.DEFAULT_HOP_LIMIT) {
            sends.timeToLive(begunMessages, route.hopLimit);
        }
    }

    @Override
    public int begunPort() {
        return flows.port(message.flow());
    }

    @Override
    public int identification() {
        return message.segments() - 1;
    }

    @Override
    public void add(final long pieceAddress, final int pieceLength) {
        sends.buffer(begunMessages - 1, pieceAddress, pieceLength);
        message.pieceAdded();
    }

    @Override
    public int piecesLeft() {
        return PIECES_PER_MESSAGE - message.pieces();
    }

    @Override
    public boolean flush() {
        while (sentMessages < begunMessages) {
            final int flow = flowOfMessage[sentMessages];
            int end = sentMessages + 1;
            while (end < begunMessages && flowOfMessage[end] == flow) {
                end++;
            }
            final int result = sends.send(flows.fd(flow), sentMessages, end - sentMessages);
            if (result == -Errno.EAGAIN || result == -Errno.ENOBUFS) {
                return false;
            }
            if (result < 0) {
                errors++;
                sentMessages++;
            } else {
                sentMessages += result;
            }
        }
        discard();
        return true;
    }

    @Override
    public void discard() {
        begunMessages = 0;
        sentMessages = 0;
        begunPackets = 0;
        begunBytes = 0;
        message.close();
    }

    @Override
    public long errors() {
        return errors;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Fd.close(fd);
            flows.close();
            sends.close();
            receives.close();
            UnsafeApi.freeMemory(scratch);
            UnsafeApi.freeMemory(copies);
            UnsafeApi.freeMemory(receiveMemory);
        }
    }

    /** The message being filled: which packets it can still take. */
    private static final class UdpMessage {
        private int destinationAddress;
        private int destinationPort;
        private int trafficClass;
        private int hopLimit;
        private int flow;
        private int segmentLength;
        private int segments;
        private int bytes;
        private int pieces;
        private boolean open;

        void begin(final Route route, final int length) {
            destinationAddress = route.address;
            destinationPort = route.port;
            trafficClass = route.trafficClass;
            hopLimit = route.hopLimit;
            flow = route.flow;
            segmentLength = length;
            segments = 1;
            bytes = length;
            pieces = 0;
            open = true;
        }

        /** Counts the packet in if so: same destination, same length or a shorter last one, and room. */
        boolean takes(final Route route, final int length) {
            if (!open || !leadsTo(route) || length > segmentLength || segments == MAX_SEGMENTS
                || bytes + length > MAX_MESSAGE_BYTES || pieces + PIECES_PER_PACKET > PIECES_PER_MESSAGE) {
                open = false;
                return false;
            }
            segments++;
            bytes += length;
            open = length == segmentLength;
            return true;
        }

        private boolean leadsTo(final Route route) {
            return route.address == destinationAddress && route.port == destinationPort
                && route.trafficClass == trafficClass && route.hopLimit == hopLimit && route.flow == flow;
        }

        void pieceAdded() {
            pieces++;
        }

        int flow() {
            return flow;
        }

        int segments() {
            return segments;
        }

        int segmentLength() {
            return segmentLength;
        }

        int pieces() {
            return pieces;
        }

        void close() {
            open = false;
        }
    }
}
