package io.weir.router.datapath;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.Keys;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.TestMemory;
import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/** A tenant without a client library: writes its rings itself. */
final class TestTenant implements SessionEvents {
    static final int SEGMENT_LENGTH = 8 << 20;
    private static final RtsAttributes RTS = new RtsAttributes(0, 14, 7, 7, 16);
    private static int nextQpNumber = 100;

    final TestHost host;
    final DataDevice device;
    final DataSession session;
    final UnsafeBuffer segment;
    final List<String> events = new ArrayList<>();
    final List<String> faults = new ArrayList<>();
    final List<String> offences = new ArrayList<>();
    final List<Integer> wakeUps = new ArrayList<>();
    final Map<Integer, DataAh> addressHandles = new HashMap<>();
    DataPd pd;
    private int nextOffset = QueueSegmentDescriptor.RINGS_OFFSET;
    private int nextDoorbell;
    private int nextHandle = 1;
    private long nextIova = 0x7000_0000_0000L;

    TestTenant(final TestHost host, final DataDevice device) {
        this(host, device, -1);
    }

    TestTenant(final TestHost host, final DataDevice device, final int doorbellFd) {
        this.host = host;
        this.device = device;
        final long address = (UnsafeApi.allocateMemory(SEGMENT_LENGTH + 4096) + 4095) & -4096L;
        UnsafeApi.setMemory(address, SEGMENT_LENGTH, (byte) 0);
        segment = new UnsafeBuffer(address, SEGMENT_LENGTH);
        segment.putLong(QueueSegmentDescriptor.MAGIC_OFFSET, QueueSegmentDescriptor.MAGIC);
        session = host.agent.openSession(device, 1, segment, doorbellFd, this);
        pd = session.allocatePd();
    }

    @Override
    public void onAsyncEvent(final AsyncEventType event, final int handle) {
        events.add(event + " " + handle);
    }

    @Override
    public void onBrokenRing(final String fault) {
        faults.add(fault);
    }

    @Override
    public void onBroken(final String reason) {
        offences.add(reason);
    }

    Buffer buffer(final long length) {
        return buffer(length, AccessFlags.ALL);
    }

    Buffer buffer(final long length, final int access) {
        nextIova += 1L << 36;
        final TestMemory memory = new TestMemory(nextIova, length, 0);
        return new Buffer(memory, session.registerMemory(pd, memory, access));
    }

    Cq cq(final int depth) {
        final int offset = allocate(CompletionQueueDescriptor.ringLength(depth));
        final int handle = nextHandle++;
        return new Cq(this, offset, depth, handle, session.createCq(handle, offset, depth, wakeUps::add));
    }

    Srq srq(final int depth, final int limit) {
        final int offset = allocate(ReceiveQueueDescriptor.ringLength(depth, ReceiveQueueDescriptor.stride(2)));
        final int handle = nextHandle++;
        final int doorbell = nextDoorbell++;
        final DataSrq srq = session.createSrq(handle, pd, doorbell, offset, depth, 2, limit);
        return new Srq(new ReceivePoster(this, doorbell, offset, depth, 2), handle, srq);
    }

    Qp qp(final Cq cq, final int depth) {
        return qp(cq, cq, depth, null);
    }

    Qp qp(final Cq sendCq, final Cq recvCq, final int depth, final Srq srq) {
        return qp(QpType.RC, sendCq, recvCq, depth, srq);
    }

    /** One for datagrams, ready to send, with its own number for a Q_Key. */
    Qp datagramQp(final Cq cq, final int depth) {
        final Qp qp = qp(QpType.UD, cq, cq, depth, null);
        open(qp);
        return qp;
    }

    static void open(final Qp qp) {
        qp.dataQp().toInit();
        require(qp.dataQp().toRtr(RtrAttributes.datagram(qp.number())));
        require(qp.dataQp().toRts(RTS));
    }

    /** The way to a device of this host, or another; its handle. */
    int ah(final DataDevice sameHost, final RemoteDevice otherHost) {
        final int handle = nextHandle++;
        addressHandles.put(handle, session.createAh(
            handle, pd, new AhSpec(TestHost.LOCAL, new AhAttributes(0, 0, 0, 0), sameHost, otherHost)));
        return handle;
    }

    private Qp qp(final QpType type, final Cq sendCq, final Cq recvCq, final int depth, final Srq srq) {
        final int maxSge = 4;
        final int maxInline = 128;
        final int sqStride = SendQueueDescriptor.stride(maxSge, maxInline);
        final int sq = allocate(SendQueueDescriptor.ringLength(depth, sqStride));
        final int rq = srq != null ? 0
            : allocate(ReceiveQueueDescriptor.ringLength(depth, ReceiveQueueDescriptor.stride(maxSge)));
        final int doorbell = nextDoorbell++;
        final int number = nextQpNumber++;
        final DataQp qp = session.createQp(new QpSpec(number, type, 4096, pd, sendCq.dataCq(), recvCq.dataCq(),
            srq == null ? null : srq.dataSrq(), doorbell, sq, depth, maxSge, maxInline, rq, srq == null ? depth : 0,
            maxSge, false));
        return new Qp(this, qp, doorbell, sq, depth, sqStride, new ReceivePoster(this, doorbell, rq, depth, maxSge));
    }

    int allocate(final long length) {
        final int offset = nextOffset;
        nextOffset += (int) ((length + 63) & -64L);
        return offset;
    }

    void ring(final int doorbell) {
        UnsafeApi.fullFence();
        final int word = doorbell / Long.SIZE;
        or(QueueSegmentDescriptor.DOORBELLS_OFFSET + word * Long.BYTES, 1L << doorbell);
        or(QueueSegmentDescriptor.DOORBELL_SUMMARY_OFFSET + word / Long.SIZE * Long.BYTES, 1L << word);
        UnsafeApi.fullFence();
    }

    private void or(final int offset, final long bits) {
        long before;
        do {
            before = segment.getLongVolatile(offset);
        } while (!segment.compareAndSetLong(offset, before, before | bits));
    }

    static void connect(final Qp a, final Qp b) {
        connect(a, b, 12);
    }

    static void connect(final Qp a, final Qp b, final int minRnrTimer) {
        final int aNumber = a.dataQp().physicalNumber(TestHost.LOCAL);
        final int bNumber = b.dataQp().physicalNumber(TestHost.LOCAL);
        a.dataQp().toInit();
        b.dataQp().toInit();
        rtr(a, bNumber, b, minRnrTimer);
        rtr(b, aNumber, a, minRnrTimer);
        require(a.dataQp().toRts(RTS));
        require(b.dataQp().toRts(RTS));
    }

    private static void rtr(final Qp qp, final int peerNumber, final Qp peer, final int minRnrTimer) {
        final RtrAttributes attributes =
            new RtrAttributes(0, 0, peerNumber, Mtu.MTU_4096, 0, AccessFlags.ALL, minRnrTimer, 16);
        require(qp.dataQp().toRtr(TestHost.LOCAL, attributes, new RemoteKeys(peer.tenant().device, null)));
    }

    private static void require(final int errno) {
        if (errno != Keys.INVALID) {
            throw new AssertionError("errno " + errno);
        }
    }

    /** A registered buffer. */
    record Buffer(TestMemory memory, DataMr mr) {
        long address() {
            return memory.iova();
        }

        Sge sge(final long offset, final int length) {
            return new Sge(address() + offset, length, mr.lkey());
        }
    }

    /** One scatter/gather entry as the tenant writes it. */
    record Sge(long address, int length, int lkey) {
    }

    /** A shared receive queue. */
    record Srq(ReceivePoster poster, int handle, DataSrq dataSrq) {
    }
}
