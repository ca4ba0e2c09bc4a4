package io.weir.bench.example.pingpong;

import io.weir.client.AddressHandle;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpAttributes;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.SharedReceiveQueue;
import io.weir.client.VirtualDevice;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * One side's queue pairs and memory: a buffer for each queue pair to send from, then one for each receive.
 *
 * <pre>
 * send 0 │ send 1 │ … │ receive 0 │ receive 1 │ …
 * </pre>
 */
final class Endpoint {
    /** ACK timeout of 268 ms: the 67 ms that the programs take are too short for a busy machine. */
    private static final int TIMEOUT = 16;
    private static final int RETRIES = 7;
    private static final int RNR_TIMER = 12;
    /** All the programs' datagrams have this one. */
    private static final int QKEY = 0x1111_1111;

    private final Settings settings;
    private final VirtualDevice device;
    private final ProtectionDomain pd;
    private final CompletionQueue cq;
    private final SharedReceiveQueue srq;
    private final List<QueuePair> queuePairs = new ArrayList<>();
    private final SharedMemory memory;
    private final MemoryRegion region;
    private final int header;
    private final int stride;
    private final List<AddressHandle> ways = new ArrayList<>();
    private List<Destination> peers = List.of();
    private final SendWorkRequest send = new SendWorkRequest();
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();

    Endpoint(final Settings settings, final VirtualDevice device) {
        this.settings = settings;
        this.device = device;
        pd = device.allocPd();
        final CompletionChannel channel = settings.events() ? device.createCompChannel() : null;
        cq = device.createCq(settings.receives() + settings.queuePairs(), channel);
        header = settings.headerLength();
        stride = header + settings.size();
        memory = device.allocate((long) stride * (settings.queuePairs() + settings.receives()));
        region = pd.regMr(memory, AccessFlags.LOCAL_WRITE);
        srq = settings.transport() == Transport.SRQ ? pd.createSrq(settings.receives(), 1) : null;
        for (int i = 0; i < settings.queuePairs(); i++) {
            queuePairs.add(pd.createQp(new QpInitAttributes().type(settings.transport().type()).cq(cq).srq(srq)
                .maxSendWr(1).maxRecvWr(srq == null ? settings.receives() : 0)));
            initialize(queuePairs.get(i));
        }
    }

    private void initialize(final QueuePair queuePair) {
        if (settings.isDatagram()) {
            queuePair.modify(new QpAttributes().state(QpState.INIT).pkeyIndex(0).port(1).qkey(QKEY));
        } else {
            queuePair.toInit(0);
        }
    }

    CompletionQueue completionQueue() {
        return cq;
    }

    /** Where its queue pairs are, and as many that are none as the programs tell. */
    List<Destination> destinations() {
        final List<Destination> destinations = new ArrayList<>();
        for (int i = 0; i < queuePairs.size(); i++) {
            destinations.add(new Destination(0, queuePairs.get(i).qpNumber(), settings.psn(i), device.gid()));
        }
        while (destinations.size() < settings.transport().told()) {
            destinations.add(Destination.NONE);
        }
        return destinations;
    }

    /** Connects each queue pair with its counterpart; for datagrams, makes the way to it. */
    void connect(final List<Destination> theirs) {
        peers = theirs;
        for (int i = 0; i < queuePairs.size(); i++) {
            if (settings.isDatagram()) {
                queuePairs.get(i).modify(new QpAttributes().state(QpState.RTR));
                queuePairs.get(i).modify(new QpAttributes().state(QpState.RTS).sqPsn(settings.psn(i)));
                ways.add(pd.createAh(theirs.get(i).gid()));
            } else {
                connect(queuePairs.get(i), theirs.get(i), settings.psn(i));
            }
        }
    }

    private void connect(final QueuePair queuePair, final Destination there, final int ownPsn) {
        final boolean reliable = settings.transport().type() == QpType.RC;
        final QpAttributes receiving = new QpAttributes().state(QpState.RTR).destGid(there.gid())
            .destQpNumber(there.qpNumber()).rqPsn(there.psn()).pathMtu(settings.mtu());
        queuePair.modify(reliable ? receiving.maxDestRdAtomic(1).minRnrTimer(RNR_TIMER) : receiving);
        final QpAttributes sending = new QpAttributes().state(QpState.RTS).sqPsn(ownPsn);
        queuePair.modify(reliable
            ? sending.timeout(TIMEOUT).retryCount(RETRIES).rnrRetry(RETRIES).maxRdAtomic(1) : sending);
    }

    /** The number of a queue pair of ours, among ours. */
    int indexOf(final int qpNumber) {
        for (int i = 0; i < queuePairs.size(); i++) {
            if (queuePairs.get(i).qpNumber() == qpNumber) {
                return i;
            }
        }
        throw new IllegalStateException("a completion of a queue pair that is not ours: " + qpNumber);
    }

    /** The bytes that a queue pair sends. */
    MemorySegment outgoing(final int queuePair) {
        return buffer(queuePair).asSlice(0, settings.size());
    }

    /** The message that came into a receive, behind its header. */
    MemorySegment incoming(final int slot) {
        return buffer(settings.queuePairs() + slot).asSlice(header, settings.size());
    }

    /** Posts what {@link #outgoing} holds. */
    void send(final int queuePair, final long id) throws IOException {
        send.reset().wrId(id).signaled().sge(region, (long) queuePair * stride, settings.size());
        if (settings.isDatagram()) {
            send.to(ways.get(queuePair), peers.get(queuePair).qpNumber(), QKEY);
        }
        check(queuePairs.get(queuePair).postSend(send), "post send");
    }

    /** Posts a receive; its id is its slot. */
    void receive(final int slot) throws IOException {
        receive.wrId(slot).sge(region, (long) (settings.queuePairs() + slot) * stride, stride);
        check(srq == null ? queuePairs.getFirst().postRecv(receive) : srq.postRecv(receive), "post receive");
    }

    private MemorySegment buffer(final int index) {
        return memory.segment().asSlice((long) index * stride, stride);
    }

    private static void check(final int errno, final String verb) throws IOException {
        if (errno != 0) {
            throw new IOException("can not " + verb + ": " + Errno.name(errno));
        }
    }
}
