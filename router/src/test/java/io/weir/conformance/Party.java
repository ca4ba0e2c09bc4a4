package io.weir.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.agrona.CloseHelper;

/** One side of a test: a device's protection domain, completion queues, a region with every right, and a queue pair. */
final class Party implements AutoCloseable {
    /** No more than tests need: an emulated device takes a tenth of a second to register four megabytes. */
    static final int MEMORY = 2 << 20;
    static final int CQ_DEPTH = 256;

    final Fabric fabric;
    final VirtualDevice device;
    final ProtectionDomain pd;
    final CompletionQueue sendCq;
    final CompletionQueue recvCq;
    final SharedMemory memory;
    final MemoryRegion region;
    QueuePair qp;
    private final Deque<AutoCloseable> more = new ArrayDeque<>();

    Party(final Fabric fabric, final VirtualDevice device) {
        this.fabric = fabric;
        this.device = device;
        pd = device.allocPd();
        sendCq = device.createCq(CQ_DEPTH);
        recvCq = device.createCq(CQ_DEPTH);
        memory = device.allocate(MEMORY);
        region = pd.regMr(memory, AccessFlags.ALL);
        qp = pd.createQp(init());
    }

    /** What its queue pair is made of unless a test wants another. */
    QpInitAttributes init() {
        return new QpInitAttributes().sendCq(sendCq).recvCq(recvCq).maxSendWr(64).maxRecvWr(64).maxSendSge(4)
            .maxRecvSge(4)
            .maxInline(256);
    }

    /** Another queue pair in place of the first. */
    void replaceQp(final QpInitAttributes attributes) {
        qp.close();
        qp = pd.createQp(attributes);
    }

    /** To be closed with the party, before its own things. */
    <T extends AutoCloseable> T own(final T thing) {
        more.push(thing);
        return thing;
    }

    QpAttributes initAttributes(final int access) {
        return new QpAttributes().state(QpState.INIT).pkeyIndex(0).port(1).accessFlags(access);
    }

    QpAttributes rtrAttributes(final Party peer) {
        return new QpAttributes().state(QpState.RTR).destGid(peer.device.gid()).destQpNumber(peer.qp.qpNumber())
            .rqPsn(0).pathMtu(device.queryPort(1).activeMtu()).maxDestRdAtomic(4).minRnrTimer(1);
    }

    QpAttributes rtsAttributes() {
        return new QpAttributes().state(QpState.RTS).sqPsn(0).timeout(14).retryCount(7).rnrRetry(7).maxRdAtomic(4);
    }

    void receive(final long wrId, final long offset, final long length) {
        assertThat(qp.postRecv(new ReceiveWorkRequest().wrId(wrId).sge(region, offset, length))).isZero();
        fabric.settleReceive();
    }

    void post(final SendWorkRequest wr) {
        assertThat(qp.postSend(wr)).isZero();
    }

    /** A signaled work request on a piece of the region. */
    SendWorkRequest request(final Opcode opcode, final long wrId, final long offset, final long length) {
        return new SendWorkRequest().opcode(opcode).wrId(wrId).sge(region, offset, length).signaled();
    }

    WorkCompletion sent() {
        return next(sendCq);
    }

    WorkCompletion received() {
        return next(recvCq);
    }

    WorkCompletion next(final CompletionQueue cq) {
        final WorkCompletion completion = new WorkCompletion();
        final boolean came = fabric.turnUntil(() -> {
            final int count = cq.poll(completion);
            assertThat(count).isNotNegative();
            return count == 1;
        });
        assertThat(came).as("a completion comes").isTrue();
        return completion;
    }

    /** Whether nothing completes there for many turns. */
    void assertQuiet(final CompletionQueue cq) {
        final WorkCompletion completion = new WorkCompletion();
        for (int i = 0; i < Fabric.QUIET_TURNS; i++) {
            fabric.turn();
            assertThat(cq.poll(completion)).as("nothing completes, but %s", completion).isZero();
        }
    }

    /** Fills a piece of the memory with bytes that follow from the seed. */
    byte[] fill(final long offset, final int length, final long seed) {
        final byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        write(offset, bytes);
        return bytes;
    }

    void write(final long offset, final byte[] bytes) {
        MemorySegment.copy(bytes, 0, memory.segment(), JAVA_BYTE, offset, bytes.length);
    }

    byte[] read(final long offset, final int length) {
        return memory.segment().asSlice(offset, length).toArray(JAVA_BYTE);
    }

    long address(final long offset) {
        return region.address() + offset;
    }

    @Override
    public void close() {
        qp.close();
        while (!more.isEmpty()) {
            CloseHelper.close(more.pop());
        }
        region.close();
        memory.close();
        sendCq.close();
        recvCq.close();
        pd.close();
    }
}
