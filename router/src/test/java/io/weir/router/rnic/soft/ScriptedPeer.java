package io.weir.router.rnic.soft;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import org.agrona.UnsafeApi;

/**
 * A SoftRnic with one queue pair, and a peer that a test plays by hand: it says what the peer sends, packet by packet,
 * and sees what the RNIC sends.
 */
final class ScriptedPeer implements AutoCloseable {
    static final int OWN = 0x0A000001;
    static final int PEER = 0x0A000002;
    static final int PEER_QP = 0x345678;
    /** First PSN of both directions. */
    static final int PSN = 100;
    static final int MTU = 256;
    static final int REGION = 1 << 20;
    static final int MIN_RNR_TIMER = 5;
    static final int QKEY = 0x11111111;
    private static final int PACKET_SPACE = 8192;
    private static final int WINDOW = 16;

    /** A packet that the RNIC sent. {@code syndrome}: of its AETH, -1 if it has none. */
    record Seen(int opcode, int psn, int pkey, boolean ackRequest, int syndrome, int payloadLength) {
    }

    final TestNetwork network = new TestNetwork(0, 0, this::now);
    final SoftRnic rnic = new SoftRnic(network.socket(OWN), "own", 4096, false, new Random(1));
    final TestEndpoint endpoint;
    private final PacketSocket socket = network.socket(PEER);
    private final Packet packet = new Packet();
    private final Icrc icrc = new Icrc();
    private final long memory = UnsafeApi.allocateMemory(PACKET_SPACE);
    private long nowNs = 1;
    private int lastTrafficClass;
    private int lastQkey;
    /** Of what the peer sends. */
    int pkey = RtrAttributes.DEFAULT_PKEY;

    ScriptedPeer(final QpType type) {
        endpoint = new TestEndpoint(rnic, type, 1L << 40, REGION, 0, WINDOW);
    }

    /** Connects it, with a P_Key and so many retries of each kind. */
    ScriptedPeer connect(final int ownPkey, final int retryCount, final int rnrRetry) {
        endpoint.qp.toRtr(new RtrAttributes(
            PEER, SoftRnic.ROCE_PORT, PEER_QP, Mtu.MTU_256, PSN, AccessFlags.ALL, MIN_RNR_TIMER, 2, QKEY, ownPkey));
        endpoint.qp.toRts(new RtsAttributes(PSN, 8, retryCount, rnrRetry, 4));
        return this;
    }

    ScriptedPeer connect() {
        return connect(RtrAttributes.DEFAULT_PKEY, 7, 7);
    }

    long now() {
        return nowNs;
    }

    SoftCounters counters() {
        return rnic.softCounters();
    }

    /** As a datagram to the peer. */
    SendWr toPeer(final SendWr wr, final int trafficClass, final int hopLimit) {
        wr.ah = rnic.createAh(
            endpoint.pd, new AhAttributes(PEER, SoftRnic.ROCE_PORT, trafficClass, hopLimit));
        wr.remoteQpn = PEER_QP;
        return wr;
    }

    /** Sends a packet with a payload of zeros. {@code extension} writes the headers behind the BTH. */
    void send(final int opcode, final int psn, final LongConsumer extension, final int payloadLength) {
        final int pad = -payloadLength & 3;
        final int headers = Bth.LENGTH + BthOpcode.extensionLength(opcode);
        final int length = headers + payloadLength + pad + Packet.ICRC_LENGTH;
        UnsafeApi.setMemory(memory, length, (byte) 0);
        Bth.put(memory, opcode, false, pad, pkey, endpoint.qp.qpNumber(), true, psn & Psn.MASK);
        extension.accept(memory + Bth.LENGTH);
        icrc.begin(0, PEER, SoftRnic.ROCE_PORT, OWN, SoftRnic.ROCE_PORT, length, memory);
        icrc.update(memory + Bth.LENGTH, length - Bth.LENGTH - Packet.ICRC_LENGTH);
        Wire.putInt(memory + length - Packet.ICRC_LENGTH, Integer.reverseBytes(icrc.value()));
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = UnsafeApi.getByte(memory + i);
        }
        network.send(bytes, PEER, OWN);
        pass(10_000);
    }

    void send(final int opcode, final int psn, final int payloadLength) {
        send(opcode, psn, at -> { }, payloadLength);
    }

    /** Sends an acknowledgement, or a refusal. */
    void acknowledge(final int psn, final int syndrome) {
        send(BthOpcode.ACKNOWLEDGE, psn, at -> Aeth.put(at, syndrome, 0), 0);
    }

    /** Sends a request that names memory. */
    void sendRdma(final int opcode, final int psn, final int rkey, final long length, final int payloadLength) {
        send(opcode, psn, at -> Reth.put(at, endpoint.memory.iova(), rkey, length), payloadLength);
    }

    /** Lets time pass. */
    void pass(final long ns) {
        final long end = nowNs + ns;
        while (nowNs < end) {
            if (rnic.poll(nowNs) == 0) {
                nowNs = Math.max(nowNs + 1, Math.min(end, Math.min(network.nextDueNs(), rnic.nextDeadlineNs())));
            }
        }
    }

    /** What the RNIC has sent since the last time. */
    List<Seen> seen() {
        pass(10_000);
        final List<Seen> all = new ArrayList<>();
        for (int count = socket.receive(); count > 0; count = socket.receive()) {
            for (int i = 0; i < count; i++) {
                if (!packet.wrap(socket, i) || !icrc.matches(packet, PEER, SoftRnic.ROCE_PORT, 63, false)
                    || packet.destinationQp() != PEER_QP) {
                    throw new AssertionError("a packet that no peer would take");
                }
                final int opcode = packet.opcode();
                lastTrafficClass = packet.trafficClass();
                lastQkey = BthOpcode.service(opcode) == BthOpcode.UD ? Deth.qkey(packet.extension()) : 0;
                all.add(new Seen(opcode, packet.psn(), packet.pkey(), packet.isAckRequested(),
                    BthOpcode.hasAckHeader(opcode) ? Aeth.syndrome(packet.extension()) : -1, packet.payloadLength()));
            }
        }
        return all;
    }

    /** Of the last packet seen. */
    int lastTrafficClass() {
        return lastTrafficClass;
    }

    /** Of the last packet seen, if that was a datagram. */
    int lastQkey() {
        return lastQkey;
    }

    @Override
    public void close() {
        rnic.close();
        socket.close();
        UnsafeApi.freeMemory(memory);
    }
}
