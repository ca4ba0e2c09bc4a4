package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
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
import io.weir.verbs.WcStatus;
import java.nio.file.Path;

/**
 * Connects two queue pairs of its own, one on each host, as it may; then tries to write where another tenant's rkey and
 * address say that it could.
 */
public final class KeyThief {
    private static final long FOR_EVER = -1;
    private static final long LOOT = 64;

    private KeyThief() {
    }

    /** Arguments: the tenant's directory here and there. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> steal(conversation, Path.of(args[0]), Path.of(args[1])));
    }

    private static void steal(final Conversation conversation, final Path here, final Path there) throws Exception {
        final DeviceOptions options = Verbs.options("key thief");
        try (VirtualDevice device = VirtualDevice.open(here, options);
            ProtectionDomain pd = device.allocPd();
            CompletionQueue cq = device.createCq(16);
            SharedMemory memory = device.allocate(LOOT);
            MemoryRegion region = pd.regMr(memory, AccessFlags.LOCAL_WRITE);
            QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq));
            VirtualDevice farDevice = VirtualDevice.open(there, options);
            ProtectionDomain farPd = farDevice.allocPd();
            CompletionQueue farCq = farDevice.createCq(16);
            QueuePair farQp = farPd.createQp(new QpInitAttributes().cq(farCq))) {

            Endpoint.of(device, qp).connect(farQp);
            Endpoint.of(farDevice, farQp).connect(qp);
            conversation.tell(Line.of("ready"));
            final Line target = conversation.hear("steal");
            Verbs.posted(qp.postSend(new SendWorkRequest()
                .opcode(Opcode.RDMA_WRITE)
                .sge(region, 0, LOOT)
                .remote(target.number("address"), target.integer("rkey"))
                .signaled()));
            final WorkCompletion completion = new WorkCompletion();
            cq.await(completion, FOR_EVER);
            conversation.tell(Line.of("status")
                .with("asExpected", completion.status() == WcStatus.REM_ACCESS_ERR)
                .with("answer", completion.status()));
            conversation.hear("bye");
        }
    }
}
