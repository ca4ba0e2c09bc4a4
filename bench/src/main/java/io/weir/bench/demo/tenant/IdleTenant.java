package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
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
import io.weir.verbs.Opcode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Attaches and does nothing; asked to, writes 8 bytes to itself now and then, and tells how long each write took. */
public final class IdleTenant {
    private static final int WRITES = 300;
    private static final int WARM_UP = 100;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private IdleTenant() {
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (VirtualDevice device = VirtualDevice.open(Path.of(args[0]), Verbs.options("idle"));
                ProtectionDomain pd = device.allocPd();
                CompletionQueue cq = device.createCq(16);
                SharedMemory memory = device.allocate(2 * Long.BYTES);
                MemoryRegion region = pd.regMr(memory, AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
                QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq))) {
                Endpoint.of(device, qp).connect(qp);
                conversation.tell(Line.of("ready"));
                conversation.hear("measure");
                final Latencies latencies = new Latencies();
                final SendWorkRequest write = new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
                    .sge(region, 0, Long.BYTES).remote(region.address() + Long.BYTES, region.rkey());
                final WorkCompletion completion = new WorkCompletion();
                for (int i = 0; i < WRITES; i++) {
                    LockSupport.parkNanos(PAUSE_NS);
                    final long startNs = System.nanoTime();
                    Verbs.posted(qp.postSend(write));
                    while (cq.poll(completion) == 0) {
                        Thread.yield();
                    }
                    if (i >= WARM_UP) {
                        latencies.record(System.nanoTime() - startNs);
                    }
                    Verbs.succeeded(completion);
                }
                conversation.tell(latencies.addTo(Line.of("measured")));
                conversation.hear("bye");
            }
        });
    }
}
