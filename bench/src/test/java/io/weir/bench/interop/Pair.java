package io.weir.bench.interop;

import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpAttributes;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A reliable connected queue pair of a tenant and its counterpart in the guest, each with a region of 4 MiB. */
final class Pair implements AutoCloseable {
    static final int REGION = 4 << 20;
    static final int OUTSTANDING = 16;
    /** Seconds that anything may take. */
    static final int PATIENCE = 40;

    private static final int TIMEOUT = 14;
    private static final int RNR_TIMER = 12;

    final PeerLink peer;
    private final VirtualDevice device;
    private final ProtectionDomain pd;
    private final CompletionQueue sends;
    private final CompletionQueue receives;
    private final SharedMemory memory;
    private final MemoryRegion region;
    private final QueuePair queuePair;
    private final long remoteAddress;
    private final int remoteKey;
    private final WorkCompletion completion = new WorkCompletion();

    /**
     * Connects both.
     *
     * @param psn      first PSN, of both directions
     * @param badRkeys whether each side is told a wrong rkey of the other
     */
    Pair(final VirtualDevice device, final PeerLink peer, final Mtu mtu, final int psn, final boolean badRkeys)
        throws IOException {
        this.device = device;
        this.peer = peer;
        pd = device.allocPd();
        sends = device.createCq(256);
        receives = device.createCq(256);
        memory = device.allocate(REGION);
        region = pd.regMr(memory, AccessFlags.ALL);
        queuePair = pd.createQp(new QpInitAttributes().sendCq(sends).recvCq(receives).maxSendWr(128).maxRecvWr(128));
        final List<String> there = peer.tell("open", "rc", psn);
        queuePair.toInit(AccessFlags.ALL);
        queuePair.modify(new QpAttributes().state(QpState.RTR).destGid(Gid.parse(there.get(1)))
            .destQpNumber(Integer.parseInt(there.get(0))).rqPsn(psn).pathMtu(mtu).maxDestRdAtomic(OUTSTANDING)
            .minRnrTimer(RNR_TIMER));
        queuePair.modify(new QpAttributes().state(QpState.RTS).sqPsn(psn).timeout(TIMEOUT).retryCount(7).rnrRetry(7)
            .maxRdAtomic(OUTSTANDING));
        remoteAddress = Long.parseLong(there.get(2));
        remoteKey = Integer.parseUnsignedInt(there.get(3)) ^ (badRkeys ? 0x100 : 0);
        peer.tell("connect", queuePair.qpNumber(), psn, device.gid(), mtu.bytes(),
            Long.toUnsignedString(region.address()), Integer.toUnsignedString(region.rkey() ^ (badRkeys ? 0x100 : 0)),
            TIMEOUT, RNR_TIMER);
    }

    /** A piece of the tenant's region. */
    MemorySegment bytes(final long offset, final long length) {
        return memory.segment().asSlice(offset, length);
    }

    /** Posts an operation on bytes here and bytes there. */
    void post(final Opcode opcode, final long here, final long there, final long length) throws IOException {
        post(new SendWorkRequest().opcode(opcode).immediate(0x1234_5678).sge(region, here, length)
            .remote(remoteAddress + there, remoteKey));
    }

    void postAdd(final long here, final long there, final long value) throws IOException {
        post(new SendWorkRequest().fetchAndAdd(value).sge(region, here, Long.BYTES)
            .remote(remoteAddress + there, remoteKey));
    }

    void postCompareAndSwap(final long here, final long there, final long expected, final long desired)
        throws IOException {
        post(new SendWorkRequest().compareAndSwap(expected, desired).sge(region, here, Long.BYTES)
            .remote(remoteAddress + there, remoteKey));
    }

    void postReceive(final long here, final long length) throws IOException {
        final int errno = queuePair.postRecv(new ReceiveWorkRequest().sge(region, here, length));
        if (errno != 0) {
            throw new IOException("can not post a receive: " + Errno.name(errno));
        }
    }

    /** Waits for so many sends to succeed. */
    void await(final int count) throws IOException {
        for (int i = 0; i < count; i++) {
            final WcStatus status = next(sends).status();
            if (status != WcStatus.SUCCESS) {
                throw new IOException("send " + i + " of " + count + " ends with " + status);
            }
        }
    }

    WorkCompletion nextSend() throws IOException {
        return next(sends);
    }

    WorkCompletion nextReceive() throws IOException {
        return next(receives);
    }

    @Override
    public void close() throws IOException {
        try {
            peer.tell("close");
        } finally {
            queuePair.close();
            region.close();
            memory.close();
            sends.close();
            receives.close();
            pd.close();
        }
    }

    @Override
    public String toString() {
        return device + " and the guest";
    }

    private void post(final SendWorkRequest request) throws IOException {
        final int errno = queuePair.postSend(request.signaled());
        if (errno != 0) {
            throw new IOException("can not post: " + Errno.name(errno));
        }
    }

    private WorkCompletion next(final CompletionQueue queue) throws IOException {
        if (!queue.await(completion, TimeUnit.SECONDS.toNanos(PATIENCE))) {
            throw new IOException("nothing completed within " + PATIENCE + " s");
        }
        return completion;
    }
}
