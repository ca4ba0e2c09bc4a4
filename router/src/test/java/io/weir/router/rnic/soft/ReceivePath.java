package io.weir.router.rnic.soft;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.Sge;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.Random;
import org.agrona.UnsafeApi;

/**
 * All that a packet can meet in a {@link SoftRnic}: queue pairs of every type in every state, with requests under way,
 * over memory that must not be left. Packets lie right before a page that must not be read. An exception, or the end
 * of the process, is a bug.
 */
final class ReceivePath implements AutoCloseable, QpOwner, ReceiveSource {
    static final int OWN = 0x0A000001;
    static final int PEER = 0x0A000002;
    static final int FIRST_PSN = 100;
    static final int QKEY = 0x11223344;
    static final long IOVA = 1L << 32;
    static final int REGION = 1 << 16;
    static final int MAX_PACKET = 4096 + 256;

    private static final int CLOSED_REGION = 1 << 12;
    private static final int WINDOW = 4;
    private static final int PEER_QP = 0x123456;
    /** RESET, RTR, RTS, ERR: so many queue pairs of each type, in this order. */
    static final int STATES = 4;
    private static final QpType[] TYPES = QpType.values();
    private static final Opcode[] OPCODES = Opcode.values();

    final RnicQp[] queuePairs = new RnicQp[TYPES.length * STATES];
    final RnicMr open;
    private final StubSocket socket = new StubSocket(OWN, SoftRnic.ROCE_PORT);
    private final SoftRnic rnic = new SoftRnic(socket, "fuzz", 4096, false, new Random(1));
    private final GuardedMemory memory = new GuardedMemory(IOVA, REGION);
    private final GuardedMemory closedMemory = new GuardedMemory(2 * IOVA, CLOSED_REGION);
    private final GuardedMemory datagram = new GuardedMemory(0, 1 << 13);
    private final RnicMr closed;
    private final RnicAh way;
    private final Icrc icrc = new Icrc();
    private final SendWr wr = new SendWr(1);
    private int receives;
    private long nowNs;
    long callbacks;

    ReceivePath() {
        final RnicPd pd = rnic.allocatePd();
        open = rnic.registerMemory(pd, memory, AccessFlags.ALL);
        closed = rnic.registerMemory(pd, closedMemory, 0);
        way = rnic.createAh(pd, new AhAttributes(PEER, SoftRnic.ROCE_PORT, 0, 0));
        for (int i = 0; i < queuePairs.length; i++) {
            queuePairs[i] = rnic.createQp(pd, this, this, TYPES[i / STATES], WINDOW, 1);
        }
        refresh();
    }

    /** Every queue pair is in its state again: RESET, RTR, RTS with requests under way, ERR. */
    void refresh() {
        for (int i = 0; i < queuePairs.length; i++) {
            final QpType type = TYPES[i / STATES];
            final RnicQp qp = queuePairs[i];
            qp.toReset();
            if (i % STATES > 0) {
                must(qp.toRtr(type == QpType.UD ? RtrAttributes.datagram(QKEY) : new RtrAttributes(
                    PEER, SoftRnic.ROCE_PORT, PEER_QP, Mtu.MTU_256, FIRST_PSN, AccessFlags.ALL, 1, 4)));
            }
            if (i % STATES > 1) {
                must(qp.toRts(new RtsAttributes(FIRST_PSN, 9, 7, 7, 4)));
                request(qp, type, i);
            }
            if (i % STATES > 2) {
                qp.toError();
            }
        }
        socket.length = -1;
        rnic.poll(nowNs++);
    }

    private void request(final RnicQp qp, final QpType type, final int salt) {
        for (int i = 0; i < WINDOW; i++) {
            wr.opcode = type == QpType.RC ? OPCODES[(salt + i * 2) % OPCODES.length] : Opcode.SEND;
            wr.sgeCount = 1;
            point(wr.sge[0], i * 4096L, wr.opcode.isAtomic() ? Long.BYTES : 700);
            wr.remoteAddress = IOVA;
            wr.ah = way;
            wr.remoteQpn = PEER_QP;
            must(qp.postSend(wr));
        }
    }

    private void point(final Sge sge, final long offset, final int length) {
        sge.region = open;
        sge.address = IOVA + offset;
        sge.length = length;
    }

    private static void must(final int error) {
        if (error != 0) {
            throw new AssertionError("error " + error);
        }
    }

    /** Where a packet of that length is to be written; it ends where the page does. */
    long begin(final int length) {
        return datagram.end() - length;
    }

    /** Gives the packet begun the ICRC that belongs to it, if it is long enough to have one. */
    void seal(final int length) {
        if (length >= Bth.LENGTH + Packet.ICRC_LENGTH) {
            final long at = begin(length);
            icrc.begin(0, PEER, SoftRnic.ROCE_PORT, OWN, SoftRnic.ROCE_PORT, length, at);
            icrc.update(at + Bth.LENGTH, length - Bth.LENGTH - Packet.ICRC_LENGTH);
            Wire.putInt(at + length - Packet.ICRC_LENGTH, Integer.reverseBytes(icrc.value()));
        }
    }

    /** Lets the packet begun come in. */
    void receive(final int length, final int from, final int trafficClass) {
        socket.data = begin(length);
        socket.length = length;
        socket.sourceAddress = from;
        socket.sourcePort = SoftRnic.ROCE_PORT;
        socket.trafficClass = trafficClass;
        rnic.poll(nowNs);
        nowNs += 1_000;
    }

    SoftCounters counters() {
        return rnic.softCounters();
    }

    /** Nothing has reached the region that allows nothing. */
    void assertClosedIsUntouched() {
        for (int i = 0; i < CLOSED_REGION; i++) {
            if (UnsafeApi.getByte(closedMemory.first() + i) != 0) {
                throw new AssertionError("a packet wrote where no packet may");
            }
        }
    }

    int closedKey() {
        return closed.rkey();
    }

    @Override
    public int next(final RecvWr receive) {
        receives++;
        if (receives % 8 == 0) {
            return EMPTY;
        }
        if (receives % 61 == 0) {
            return BROKEN;
        }
        receive.id = receives;
        receive.sgeCount = 1;
        // some of them end where the region does
        final int length = receives * 97 % 2000;
        point(receive.sge[0], receives % 3 == 0 ? REGION - length : 8192, length);
        return TAKEN;
    }

    @Override
    public void onSendCompleted(final long id, final WcStatus status) {
        callbacks++;
    }

    @Override
    public void onReceiveCompleted(final long id, final WcStatus status, final WcOpcode opcode, final long bytes,
                                   final int immediate, final int flags, final boolean solicited) {
        callbacks++;
    }

    @Override
    public void onDatagramReceived(final RecvWr receive, final long bytes, final int immediate, final int flags,
                                   final boolean solicited, final int sourceAddress, final int sourceQpn) {
        callbacks++;
    }

    @Override
    public void onServed(final WcOpcode opcode, final long bytes) {
        callbacks++;
    }

    @Override
    public void onAsyncEvent(final AsyncEventType event) {
        callbacks++;
    }

    @Override
    public void close() {
        rnic.close();
        memory.close();
        closedMemory.close();
        datagram.close();
    }
}
