package io.weir.router.rnic;

import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One end of a connection in a test: a queue pair, a region, the receives posted, and all that was called back. */
public final class TestEndpoint implements QpOwner, ReceiveSource {
    public static final int MAX_SGE = 4;
    public static final int BROKEN_RECEIVE = -99;

    public record Sent(long id, WcStatus status) {
    }

    public record Received(long id, WcStatus status, WcOpcode opcode, long bytes, int immediate, int flags,
                           boolean solicited) {
    }

    /** As {@link QpOwner#onDatagramReceived}. */
    public record Datagram(long id, long bytes, int immediate, int flags, boolean solicited, int sourceAddress,
                           int sourceQpn) {
    }

    public record Served(WcOpcode opcode, long bytes) {
    }

    private record Receive(long id, long offset, long length) {
    }

    public final Rnic rnic;
    public final RnicPd pd;
    public final RnicQp qp;
    public final TestMemory memory;
    public final RnicMr region;
    public final List<Sent> sent = new ArrayList<>();
    public final List<Received> received = new ArrayList<>();
    public final List<Datagram> datagrams = new ArrayList<>();
    public final List<Served> served = new ArrayList<>();
    public final List<AsyncEventType> events = new ArrayList<>();
    public boolean acceptsDatagrams = true;
    public boolean tellsAvailable = true;
    private final Deque<Receive> receives = new ArrayDeque<>();

    public TestEndpoint(final Rnic rnic, final long iova, final int length, final int pieceLength, final int window) {
        this(rnic, QpType.RC, iova, length, pieceLength, window);
    }

    public TestEndpoint(final Rnic rnic, final QpType type, final long iova, final int length, final int pieceLength,
                        final int window) {
        this(rnic, type, new TestMemory(iova, length, pieceLength), window);
    }

    /** Over memory that was there before. */
    public TestEndpoint(final Rnic rnic, final QpType type, final TestMemory memory, final int window) {
        this.rnic = rnic;
        this.memory = memory;
        pd = rnic.allocatePd();
        region = rnic.registerMemory(pd, memory, AccessFlags.ALL);
        qp = rnic.createQp(pd, this, this, type, window, MAX_SGE);
    }

    /** What the other end needs to know, and defaults that a test may change. */
    public static final class Parameters {
        public Mtu mtu = Mtu.MTU_1024;
        public int psn = 100;
        public int peerPsn = 100;
        public int access = AccessFlags.ALL;
        public int minRnrTimer = 12;
        public int timeout = 10;
        public int retryCount = 7;
        public int rnrRetry = 7;
        public int maxReadAtomic = 4;
    }

    public void toRtr(final TestEndpoint peer, final Parameters p) {
        check(qp.toRtr(new RtrAttributes(peer.rnic.info().address(), peer.rnic.info().port(), peer.qp.qpNumber(), p.mtu,
            p.peerPsn, p.access, p.minRnrTimer, p.maxReadAtomic)));
    }

    public void toRts(final Parameters p) {
        check(qp.toRts(new RtsAttributes(p.psn, p.timeout, p.retryCount, p.rnrRetry, p.maxReadAtomic)));
    }

    public void postReceive(final long id, final long offset, final long length) {
        receives.add(new Receive(id, offset, length));
        qp.receivesPosted();
    }

    public int receivesLeft() {
        return receives.size();
    }

    /** A request of one entry. */
    public SendWr wr(final long id, final Opcode opcode, final long offset, final long length) {
        final SendWr wr = new SendWr(MAX_SGE);
        wr.id = id;
        wr.opcode = opcode;
        return addSge(wr, offset, length);
    }

    public SendWr addSge(final SendWr wr, final long offset, final long length) {
        final Sge sge = wr.sge[wr.sgeCount++];
        sge.address = memory.iova() + offset;
        sge.length = length;
        sge.region = region;
        return wr;
    }

    public static SendWr to(final SendWr wr, final TestEndpoint peer, final long offset) {
        wr.remoteAddress = peer.memory.iova() + offset;
        wr.rkey = peer.region.rkey();
        return wr;
    }

    public void post(final SendWr wr) {
        check(qp.postSend(wr));
    }

    private static void check(final int error) {
        if (error != 0) {
            throw new AssertionError("error " + error);
        }
    }

    @Override
    public String toString() {
        return sent + " " + received + " " + datagrams + " " + events;
    }

    @Override
    public void onSendCompleted(final long id, final WcStatus status) {
        sent.add(new Sent(id, status));
    }

    @Override
    public void onReceiveCompleted(final long id, final WcStatus status, final WcOpcode opcode, final long bytes,
                                   final int immediate, final int flags, final boolean solicited) {
        received.add(new Received(id, status, opcode, bytes, immediate, flags, solicited));
    }

    @Override
    public boolean acceptsDatagram(final int sourceAddress, final int sourceQpn) {
        return acceptsDatagrams;
    }

    @Override
    public void onDatagramReceived(final RecvWr receive, final long bytes, final int immediate, final int flags,
                                   final boolean solicited, final int sourceAddress, final int sourceQpn) {
        datagrams.add(new Datagram(receive.id, bytes, immediate, flags, solicited, sourceAddress, sourceQpn));
    }

    @Override
    public void onServed(final WcOpcode opcode, final long bytes) {
        served.add(new Served(opcode, bytes));
    }

    @Override
    public void onAsyncEvent(final AsyncEventType event) {
        events.add(event);
    }

    @Override
    public long available() {
        return tellsAvailable ? receives.size() : UNKNOWN;
    }

    @Override
    public int next(final RecvWr receive) {
        final Receive next = receives.poll();
        if (next == null) {
            return EMPTY;
        }
        receive.id = next.id;
        if (next.id == BROKEN_RECEIVE) {
            return BROKEN;
        }
        receive.sgeCount = 1;
        receive.sge[0].address = memory.iova() + next.offset;
        receive.sge[0].length = next.length;
        receive.sge[0].region = region;
        return TAKEN;
    }
}
