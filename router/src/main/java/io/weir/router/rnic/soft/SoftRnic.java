package io.weir.router.rnic.soft;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.RnicCounters;
import io.weir.router.rnic.RnicInfo;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.host.HostAh;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.KeyTable;
import io.weir.router.rnic.host.QpTable;
import io.weir.router.rnic.host.RunQueue;
import io.weir.router.rnic.host.Timers;
import io.weir.verbs.QpType;
import java.io.IOException;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.agrona.UnsafeApi;

/** The RNIC in user space: see the package. Queue pairs with something to send take turns of a few packets each. */
public final class SoftRnic implements Rnic {
    /** The UDP port of RoCEv2. */
    public static final int ROCE_PORT = 4791;

    private static final Set<QpType> QP_TYPES = Set.of(QpType.RC, QpType.UC, QpType.UD);
    private static final int MAX_READ_ATOMIC = OutstandingReads.MAX;
    private static final int RECEIVES_PER_POLL = 4;
    private static final int TURN_PACKETS = 64;
    private static final int PACKETS_PER_POLL = 256;
    /** Bytes that all queue pairs together may have unacknowledged: a socket buffer of 4 MiB holds them in any form. */
    private static final int MAX_IN_FLIGHT = 2 << 20;
    /** After a packet came, the next one is looked for in each cycle for so long. */
    private static final long EXPECT_NS = 50_000;
    /** Otherwise, with queue pairs that a packet may come for, the socket is looked at so often while awake. */
    private static final long LOOK_INTERVAL_NS = 10_000;
    /** When the socket's send buffer is full, it is tried again after this long. */
    private static final long SEND_RETRY_NS = 20_000;

    private final PacketSocket socket;
    private final RnicInfo info;
    private final int maxIdentification;
    private final SoftCounters counters = new SoftCounters();
    private final RailMeter meter = new RailMeter();
    private final PacketWriter writer;
    private final Icrc icrc = new Icrc();
    private final Packet packet = new Packet();
    private final KeyTable keys;
    private final QpTable<SoftQp> queuePairs;
    private final Timers timers = new Timers();
    private final RunQueue<SoftQp> active = new RunQueue<>();
    private final long wordAddress = UnsafeApi.allocateMemory(Long.BYTES);
    private final boolean wakes;
    private final long grhAddress = UnsafeApi.allocateMemory(Grh.LENGTH);
    private int inFlight;
    private long flushes;
    private int connected;
    private boolean readable = true;
    private long nextLookNs = Long.MIN_VALUE;
    private long expectUntilNs = Long.MIN_VALUE;
    private boolean sendBlocked;
    private long awaitedNs = Long.MAX_VALUE;
    private boolean mayRun;
    private boolean closed;
    private long nowNs = Long.MIN_VALUE;

    SoftRnic(final PacketSocket socket, final String name, final int mtu, final boolean foreignPeers,
             final RandomGenerator random) {
        this.socket = socket;
        wakes = socket.fd() >= 0;
        info = new RnicInfo("soft", name, socket.address(), socket.port(), mtu, MAX_READ_ATOMIC, QP_TYPES);
        maxIdentification = foreignPeers ? 0xFFFF : PacketSocket.MAX_SEGMENT_INDEX;
        writer = new PacketWriter(socket, counters, meter);
        keys = new KeyTable(random, socket::discard);
        queuePairs = new QpTable<>(random);
    }

    /**
     * Opens it on a UDP port of this host.
     *
     * @param address      one of this host's IPv4 addresses, 127.0.0.1 being 0x7F000001
     * @param port         {@link #ROCE_PORT}, unless the peers know of another
     * @param foreignPeers whether peers may be other than this class: hardware and kernels choose the IP
     *                     identification, which an ICRC covers and a socket does not show, so that half of the ICRC's
     *                     strength is lost
     * @param random       makes keys and queue pair numbers unguessable: a {@link java.security.SecureRandom}
     * @throws io.weir.shm.linux.LinuxException if the port is in use or the address is not this host's
     */
    public static SoftRnic open(final int address, final int port, final boolean foreignPeers,
                                final RandomGenerator random) {
        final UdpPacketSocket socket = UdpPacketSocket.open(address, port);
        return new SoftRnic(socket, socket.name(), socket.mtu(), foreignPeers, random);
    }

    /**
     * Like that, with all packets captured, unless {@code capture} answers null. Owns the capture.
     *
     * @throws IOException what {@code capture} throws; the port is free again
     */
    public static SoftRnic open(final int address, final int port, final boolean foreignPeers,
                                final RandomGenerator random, final PacketCapture.Opener capture) throws IOException {
        final UdpPacketSocket socket = UdpPacketSocket.open(address, port);
        final PacketCapture opened;
        try {
            opened = capture.open();
        } catch (final IOException thrown) {
            socket.close();
            throw thrown;
        }
        return new SoftRnic(opened == null ? socket : new CapturingSocket(socket, opened), socket.name(), socket.mtu(),
            foreignPeers, random);
    }

    @Override
    public RnicInfo info() {
        return info;
    }

    @Override
    public RnicPd allocatePd() {
        return new HostPd();
    }

    @Override
    public RnicMr registerMemory(final RnicPd pd, final RegionMemory memory, final int access) {
        return keys.register((HostPd) pd, memory, access);
    }

    @Override
    public RnicQp createQp(final RnicPd pd, final QpOwner owner, final ReceiveSource receives, final QpType type,
                           final int window, final int maxSge) {
        info.require(type);
        final HostPd domain = (HostPd) pd;
        final SoftQp qp = switch (type) {
            case RC -> new RcQp(this, domain, owner, receives, window, maxSge);
            case UC -> new UcQp(this, domain, owner, receives, window, maxSge);
            case UD -> new UdQp(this, domain, owner, receives, window, maxSge);
        };
        queuePairs.put(qp.qpNumber(), qp);
        return qp;
    }

    @Override
    public RnicAh createAh(final RnicPd pd, final AhAttributes attributes) {
        return new HostAh(attributes);
    }

    @Override
    public int poll(final long now) {
        nowNs = now;
        awaitedNs = Long.MAX_VALUE;
        sendBlocked = !flush();
        // what was posted first: looking for packets costs a call, and so would answers to them
        final int first = transmit(PACKETS_PER_POLL, now);
        int work = first + (mayHavePackets(now) ? receive(now) : 0);
        work += timers.expire(now);
        work += transmit(PACKETS_PER_POLL - first, now);
        mayRun = work > 0 && active.size() > 0;
        return work;
    }

    /** The time of the present {@link #poll}. */
    long nowNs() {
        return nowNs;
    }

    /** What a queue pair that stays active has to send waits until then. */
    void awaitUntil(final long timeNs) {
        awaitedNs = Math.min(awaitedNs, timeNs);
    }

    /**
     * Whether to spend a system call on the socket: answers are due, packets came a moment ago, or it is time to look
     * again. Without any connected queue pair nobody misses a packet that waits until the thread would sleep and finds
     * its descriptor readable.
     */
    private boolean mayHavePackets(final long now) {
        return readable || inFlight > 0 || !wakes
            || (connected > 0 && (now < expectUntilNs || now >= nextLookNs));
    }

    private int receive(final long now) {
        readable = false;
        nextLookNs = now + LOOK_INTERVAL_NS;
        int received = 0;
        for (int i = 0; i < RECEIVES_PER_POLL; i++) {
            final int count = socket.receive();
            for (int index = 0; index < count; index++) {
                dispatch(index, now);
            }
            received += count;
            if (!socket.mayHaveMore()) {
                break;
            }
        }
        readable = socket.mayHaveMore();
        if (received > 0) {
            expectUntilNs = now + EXPECT_NS;
        }
        counters.receivedPackets += received;
        return received;
    }

    private void dispatch(final int index, final long now) {
        counters.receivedBytes += socket.length(index);
        if (!packet.wrap(socket, index)) {
            counters.malformed++;
            return;
        }
        final SoftQp qp = queuePairs.get(packet.destinationQp());
        if (qp == null) {
            counters.unknownQp++;
        } else if (!icrc.matches(packet, info.address(), info.port(), maxIdentification, socket.follows(index))) {
            counters.icrcErrors++;
        } else {
            qp.onPacket(packet, now);
        }
    }

    private int transmit(final int most, final long now) {
        if (sendBlocked || active.size() == 0) {
            return 0;
        }
        int sent = 0;
        int idle = 0;
        while (sent < most && idle < active.size() && !sendBlocked) {
            final SoftQp qp = active.poll();
            final int count = qp.transmit(TURN_PACKETS, now);
            if (qp.isActive()) {
                active.add(qp);
                idle = count == 0 ? idle + 1 : 0;
            }
            sent += count;
            if (!socket.hasRoom()) {
                sendBlocked = !flush();
            }
        }
        sendBlocked = !flush();
        counters.sendErrors = socket.errors();
        return sent;
    }

    private boolean flush() {
        final boolean done = socket.flush();
        flushes += done ? 1 : 0;
        return done;
    }

    @Override
    public long nextDeadlineNs() {
        if (mayRun) {
            return nowNs;
        }
        return Math.min(sendBlocked ? nowNs + SEND_RETRY_NS : awaitedNs, timers.nextDeadlineNs());
    }

    @Override
    public int wakeUpFd() {
        return socket.fd();
    }

    @Override
    public void onReadable() {
        readable = true;
    }

    @Override
    public RnicCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queuePairs.snapshot().forEach(SoftQp::destroy);
            socket.close();
            UnsafeApi.freeMemory(wordAddress);
            UnsafeApi.freeMemory(grhAddress);
        }
    }

    KeyTable keys() {
        return keys;
    }

    Timers timers() {
        return timers;
    }

    PacketWriter writer() {
        return writer;
    }

    @Override
    public RailMeter meter() {
        return meter;
    }

    SoftCounters softCounters() {
        return counters;
    }

    /** An aligned word of scratch memory. */
    long wordAddress() {
        return wordAddress;
    }

    /** Scratch memory of {@link Grh#LENGTH} bytes. */
    long grhAddress() {
        return grhAddress;
    }

    /** How often the socket has taken all that was written: what is written now is taken when this has risen. */
    long flushes() {
        return flushes;
    }

    int newQpNumber() {
        return queuePairs.newNumber();
    }

    /** Packets, of so many bytes at most each, were sent, or (if fewer than none) acknowledged. */
    void addInFlight(final int packets, final int mtu) {
        inFlight += packets * mtu;
    }

    /** Packets of that size that may still be sent before the rail has too many unacknowledged; may be negative. */
    int inFlightRoom(final int mtu) {
        return (MAX_IN_FLIGHT - inFlight) / mtu;
    }

    /** A queue pair can receive from now on, or ({@code -1}) can not any more. */
    void addConnected(final int queuePairCount) {
        connected += queuePairCount;
    }

    void remove(final SoftQp qp) {
        queuePairs.remove(qp.qpNumber());
    }

    void makeActive(final SoftQp qp) {
        active.add(qp);
        mayRun = true;
    }
}
