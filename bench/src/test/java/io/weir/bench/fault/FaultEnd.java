package io.weir.bench.fault;

import io.weir.client.AsyncEvent;
import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tenant's process, one queue pair after the other: what it posted, and how that ended. */
final class FaultEnd implements AutoCloseable {
    static final int DEPTH = 16;
    private static final int BYTES = 1 << 18;
    private static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE;
    private static final int ATTEMPTS = 5;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(90);

    final VirtualDevice device;
    final List<WcStatus> ended = new ArrayList<>();
    int posted;
    QueuePair qp;
    private final ProtectionDomain pd;
    private final CompletionQueue cq;
    private final SharedMemory memory;
    private final MemoryRegion region;
    private final WorkCompletion completion = new WorkCompletion();

    private FaultEnd(final VirtualDevice device) {
        this.device = device;
        pd = device.allocPd();
        cq = device.createCq(4 * DEPTH);
        memory = device.allocate(BYTES);
        region = pd.regMr(memory, ACCESS);
        newQueuePair();
    }

    /** Attaches. For the first time that takes an emulated JVM longer than a router waits: then once more. */
    static FaultEnd of(final FaultRouter router, final FaultTenant tenant) {
        final DeviceOptions options = DeviceOptions.defaults().withProcessName(tenant.toString())
            .withAttachTimeout(PATIENCE_NS).withControlTimeout(PATIENCE_NS);
        for (int attempt = 1; ; attempt++) {
            try {
                return new FaultEnd(VirtualDevice.open(router.tenantDirectory(tenant), options));
            } catch (final VerbsException slow) {
                if (attempt == ATTEMPTS) {
                    throw slow;
                }
                System.out.println(tenant + " attaches again: " + slow.getMessage());
            }
        }
    }

    /** A fresh queue pair in place of what there was. */
    void newQueuePair() {
        if (qp != null) {
            qp.close();
        }
        qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(DEPTH).maxRecvWr(DEPTH));
        ended.clear();
        posted = 0;
    }

    /** Joins fresh queue pairs of both. */
    static void connect(final FaultEnd one, final FaultEnd other) {
        one.newQueuePair();
        other.newQueuePair();
        one.qp.connect(other.device.gid(), other.qp.qpNumber(), ACCESS);
        other.qp.connect(one.device.gid(), one.qp.qpNumber(), ACCESS);
    }

    /** Posts a WRITE of that many bytes: 0, or an error number. */
    int write(final FaultEnd to, final int bytes) {
        final int errno = qp.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
            .sge(region, 0, bytes).remote(to.region.address(), to.region.rkey()));
        if (errno == 0) {
            posted++;
        }
        return errno;
    }

    /** Keeps the send queue full until so many have ended. */
    void stream(final FaultEnd to, final int count) {
        final long startNs = System.nanoTime();
        while (ended.size() < count && isAllSuccess()) {
            while (posted - ended.size() < DEPTH && write(to, BYTES / 4) == 0) {
                continue;
            }
            take(startNs);
        }
    }

    /** Waits until all that was posted has ended. */
    void drain() {
        final long startNs = System.nanoTime();
        while (ended.size() < posted) {
            take(startNs);
        }
    }

    private void take(final long startNs) {
        if (cq.poll(completion) == 1) {
            ended.add(completion.status());
        } else if (System.nanoTime() - startNs > PATIENCE_NS) {
            throw new AssertionError(posted + " posted, and only these ended: " + ended);
        } else {
            Thread.yield();
        }
    }

    boolean isAllSuccess() {
        return ended.stream().allMatch(status -> status == WcStatus.SUCCESS);
    }

    /** The first status of a work request that did not succeed; null if all did. */
    WcStatus firstFailure() {
        return ended.stream().filter(status -> status != WcStatus.SUCCESS).findFirst().orElse(null);
    }

    /** Waits for an event of that type; those before it are told of if it does not come. */
    AsyncEvent await(final AsyncEventType type) {
        final List<AsyncEvent> others = new ArrayList<>();
        for (AsyncEvent event = device.getAsyncEvent(PATIENCE_NS); event != null;
            event = device.getAsyncEvent(PATIENCE_NS)) {
            if (event.type() == type) {
                return event;
            }
            others.add(event);
        }
        throw new AssertionError("no " + type + ", but " + others);
    }

    @Override
    public void close() {
        device.closeAll();
    }
}
