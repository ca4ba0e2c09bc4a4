package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import io.weir.client.CompletionChannel;
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
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Writes a file into the memory of a {@link FileReceiver} by RDMA WRITEs of 1 MiB, some of them under way at a time.
 * The last one carries immediate data, so that the receiver hears of it.
 */
public final class FileSender {
    private static final long BLOCK = 1L << 20;
    private static final int WINDOW = 4;
    private static final long REPORT_INTERVAL_NS = 100_000_000L;
    private static final long FOR_EVER = -1;

    private final SendWorkRequest write = new SendWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();
    private final Latencies latencies = new Latencies();
    private final long[] postedNs = new long[WINDOW];
    private final Conversation conversation;
    private final QueuePair qp;
    private final CompletionQueue cq;
    private final MemoryRegion region;
    private long completedBytes;

    private FileSender(final Conversation conversation, final QueuePair qp, final CompletionQueue cq,
        final MemoryRegion region) {
        this.conversation = conversation;
        this.qp = qp;
        this.cq = cq;
        this.region = region;
    }

    /** Arguments: the tenant's directory, the file, how many of its bytes to send. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> send(conversation, Path.of(args[0]), Path.of(args[1]),
            Long.parseLong(args[2])));
    }

    private static void send(final Conversation conversation, final Path tenantDirectory, final Path file,
        final long length)
        throws Exception {
        try (VirtualDevice device = VirtualDevice.open(tenantDirectory, Verbs.options("file sender"));
            ProtectionDomain pd = device.allocPd();
            CompletionChannel channel = device.createCompChannel();
            CompletionQueue cq = device.createCq(2 * WINDOW, channel);
            SharedMemory memory = device.allocate(length);
            MemoryRegion region = pd.regMr(memory.segment().asSlice(0, length), AccessFlags.LOCAL_WRITE);
            QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(WINDOW))) {

            final String sha256 = load(file, memory.segment().asSlice(0, length));
            conversation.tell(Endpoint.of(device, qp).addTo(Line.of("ready")));
            final Line peer = conversation.hear("connect");
            Endpoint.in(peer).connect(qp);
            conversation.tell(Line.of("connected"));

            conversation.hear("go");
            conversation.tell(new FileSender(conversation, qp, cq, region)
                .sendAll(peer.number("address"), peer.integer("rkey")).with("sha256", sha256));
            conversation.hear("bye");
        }
    }

    /** Fills the memory with the beginning of the file, and tells the SHA-256 of what the file has there. */
    private static String load(final Path file, final MemorySegment memory) throws IOException {
        final Sha256 sha256 = new Sha256();
        try (FileChannel channel = FileChannel.open(file)) {
            for (long at = 0; at < memory.byteSize(); at += BLOCK) {
                final MemorySegment block = memory.asSlice(at, Math.min(BLOCK, memory.byteSize() - at));
                final ByteBuffer buffer = block.asByteBuffer();
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new EOFException(file + " has become shorter");
                    }
                }
                sha256.add(block);
            }
        }
        return sha256.hex();
    }

    private Line sendAll(final long remoteAddress, final int rkey) {
        final long blocks = (region.length() + BLOCK - 1) / BLOCK;
        final long startNs = System.nanoTime();
        long nextReportNs = startNs;
        long posted = 0;
        for (long completed = 0; completed < blocks; completed++) {
            while (posted < blocks && posted < completed + WINDOW) {
                post(posted++, blocks, remoteAddress, rkey);
            }
            cq.await(completion, FOR_EVER);
            final long nowNs = System.nanoTime();
            account(nowNs);
            if (nowNs - nextReportNs >= 0) {
                nextReportNs = nowNs + REPORT_INTERVAL_NS;
                report();
            }
        }
        final long tookNs = System.nanoTime() - startNs;
        report();
        return latencies.addTo(Line.of("done").with("bytes", completedBytes).with("ns", tookNs)
            .with("operations", blocks));
    }

    private void post(final long block, final long blocks, final long remoteAddress, final int rkey) {
        final long offset = block * BLOCK;
        write.reset()
            .wrId(block)
            .opcode(block == blocks - 1 ? Opcode.RDMA_WRITE_WITH_IMM : Opcode.RDMA_WRITE)
            .sge(region, offset, blockLength(block))
            .remote(remoteAddress + offset, rkey)
            .signaled();
        postedNs[(int) (block % WINDOW)] = System.nanoTime();
        Verbs.posted(qp.postSend(write));
    }

    private void account(final long nowNs) {
        Verbs.succeeded(completion);
        latencies.record(nowNs - postedNs[(int) (completion.wrId() % WINDOW)]);
        completedBytes += blockLength(completion.wrId());
    }

    private long blockLength(final long block) {
        return Math.min(BLOCK, region.length() - block * BLOCK);
    }

    private void report() {
        conversation.tell(Line.of("progress").with("bytes", completedBytes).with("total", region.length()));
    }
}
