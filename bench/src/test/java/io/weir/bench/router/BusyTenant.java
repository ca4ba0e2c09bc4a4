package io.weir.bench.router;

import io.weir.client.CompletionQueue;
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
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.nio.file.Path;

/** A tenant that writes 64 KiB again and again until its router is gone; says {@code busy} once it does. */
final class BusyTenant {
    private static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE;
    private static final int BYTES = 64 * 1024;
    private static final int WARM = 100;

    private BusyTenant() {
    }

    /** The argument is the tenant's directory. Exit status 0: the router went as it should. */
    public static void main(final String[] args) {
        try (VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
             ProtectionDomain pd = device.allocPd();
             SharedMemory memory = device.allocate(2 * BYTES);
             MemoryRegion region = pd.regMr(memory, ACCESS);
             CompletionQueue cq = device.createCq(16);
             QueuePair here = pd.createQp(new QpInitAttributes().cq(cq));
             QueuePair there = pd.createQp(new QpInitAttributes().cq(cq))) {
            here.connect(device.gid(), there.qpNumber(), ACCESS);
            there.connect(device.gid(), here.qpNumber(), ACCESS);
            write(here, cq, new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
                .sge(region, 0, BYTES).remote(region.address() + BYTES, region.rkey()));
        } catch (final VerbsException thrown) {
            if (thrown.errno() != Errno.ENODEV) {
                throw thrown;
            }
        }
        System.out.println("router gone");
    }

    private static void write(final QueuePair qp, final CompletionQueue cq, final SendWorkRequest request) {
        final WorkCompletion done = new WorkCompletion();
        int error = qp.postSend(request);
        for (int i = 0; error == 0; i++) {
            if (!cq.await(done, -1)) {
                throw new IllegalStateException("a wait without end ended");
            }
            if (done.status() != WcStatus.SUCCESS) {
                return;
            }
            if (i == WARM) {
                System.out.println("busy");
            }
            error = qp.postSend(request);
        }
    }
}
