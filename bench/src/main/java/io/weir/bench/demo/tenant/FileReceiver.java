package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import java.nio.file.Path;

/**
 * Offers memory to a {@link FileSender}, waits for the WRITE whose immediate data says that it was the last one, and
 * tells the SHA-256 of what is there now.
 */
public final class FileReceiver {
    private static final long FOR_EVER = -1;

    private FileReceiver() {
    }

    /** Arguments: the tenant's directory, how many bytes to receive. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> receive(conversation, Path.of(args[0]), Long.parseLong(args[1])));
    }

    private static void receive(final Conversation conversation, final Path tenantDirectory, final long length)
        throws Exception {
        try (VirtualDevice device = VirtualDevice.open(tenantDirectory, Verbs.options("file receiver"));
            ProtectionDomain pd = device.allocPd();
            CompletionChannel channel = device.createCompChannel();
            CompletionQueue cq = device.createCq(16, channel);
            SharedMemory memory = device.allocate(length);
            MemoryRegion region = pd.regMr(memory, AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
            QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq).maxRecvWr(1))) {

            conversation.tell(Endpoint.of(device, qp).addTo(Line.of("ready"))
                .with("rkey", region.rkey()).with("address", region.address()));
            Endpoint.in(conversation.hear("connect")).connect(qp);
            // A WRITE with immediate data takes a receive, but none of its memory.
            Verbs.posted(qp.postRecv(new ReceiveWorkRequest()));
            conversation.tell(Line.of("connected"));

            final WorkCompletion completion = new WorkCompletion();
            cq.await(completion, FOR_EVER);
            Verbs.succeeded(completion);
            final Tally tally = new Tally();
            tally.count(completion.opcode(), completion.byteLength());
            conversation.tell(tally.addTo(Line.of("received").with("sha256", new Sha256()
                .add(memory.segment().asSlice(0, length)).hex())));
            conversation.hear("bye");
        }
    }
}
