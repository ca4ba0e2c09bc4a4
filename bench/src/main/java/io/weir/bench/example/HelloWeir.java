package io.weir.bench.example;

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

/** Writes a greeting by RDMA. Its argument is the tenant's directory, such as /run/weir/tenants/acme. */
public final class HelloWeir {
    private static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE;

    private HelloWeir() {
    }

    /** Runs it. */
    public static void main(final String[] args) {
        try (VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
            ProtectionDomain pd = device.allocPd();
            SharedMemory memory = device.allocate(4096);
            MemoryRegion region = pd.regMr(memory, ACCESS);
            CompletionQueue cq = device.createCq(16);
            QueuePair here = pd.createQp(new QpInitAttributes().cq(cq));
            QueuePair there = pd.createQp(new QpInitAttributes().cq(cq))) {

            // Two processes would tell each other GID, queue pair number, address and rkey, on a socket of their own.
            here.connect(device.gid(), there.qpNumber(), ACCESS);
            there.connect(device.gid(), here.qpNumber(), ACCESS);

            memory.segment().setString(0, "Hello from one queue pair to another");
            final int error = here.postSend(new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
                .sge(region, 0, 64).remote(region.address() + 2048, region.rkey()));
            final WorkCompletion done = new WorkCompletion();
            if (error != 0 || !cq.await(done, 1_000_000_000L)) {
                throw new IllegalStateException("not posted, or not completed within a second: errno " + error);
            }
            System.out.println(done.status() + ": " + memory.segment().getString(2048));
        }
    }
}
