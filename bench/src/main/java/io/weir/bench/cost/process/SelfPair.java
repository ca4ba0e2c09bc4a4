package io.weir.bench.cost.process;

import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;

/** A queue pair of a device that is connected to itself: WRITEs of 8 bytes, by way of the router. */
final class SelfPair {
    static final int MESSAGE = 8;
    private static final int SPINS = 16;

    private final CompletionQueue cq;
    private final QueuePair queuePair;
    private final SendWorkRequest write = new SendWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();
    private int empty;

    SelfPair(final VirtualDevice device, final int depth) {
        cq = device.createCq(depth);
        final SharedMemory memory = device.allocate(2 * MESSAGE);
        final ProtectionDomain pd = device.allocPd();
        final MemoryRegion region = pd.regMr(memory, AccessFlags.ALL);
        queuePair = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(depth).maxRecvWr(1));
        queuePair.connect(device.gid(), queuePair.qpNumber(), AccessFlags.ALL);
        write.reset().opcode(Opcode.RDMA_WRITE).sge(region, 0, MESSAGE)
            .remote(region.address() + MESSAGE, region.rkey()).signaled();
    }

    /** Posts one; whether there was room. */
    boolean tryPost(final long id) {
        final int errno = queuePair.postSend(write.wrId(id));
        if (errno != 0 && errno != Errno.ENOMEM) {
            throw new IllegalStateException("can not post a send: " + Errno.name(errno));
        }
        return errno == 0;
    }

    /** The id of one that completed, or -1 after a look that offers others the processor now and then. */
    long poll() {
        final int count = cq.poll(completion);
        if (count < 0 || (count > 0 && !completion.isSuccess())) {
            throw new IllegalStateException(count < 0 ? "the router is gone" : "failed: " + completion);
        }
        if (count > 0) {
            empty = 0;
            return completion.wrId();
        }
        if (++empty <= SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
        return -1;
    }

    /** One there and then; nanoseconds until its completion was seen. */
    long write() {
        final long startNs = System.nanoTime();
        if (!tryPost(0)) {
            throw new IllegalStateException("the queue is full");
        }
        while (poll() < 0) {
            continue;
        }
        return System.nanoTime() - startNs;
    }
}
