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
 * Writes a file into the memory of a {@link FileReceiver} by RDMA WRITEs, a block each, some of them under way at a
 * time. The last one carries immediate data, so that the receiver hears of it.
 *
 * <p>Before the transfer that is timed it rehearses: it writes blocks of the file to where they belong, until it hears
 * {@code go}. That has the JVMs compile what they will run, and uses up what a limit allows as a burst.
 */
public final class FileSender {
    private static final int WINDOW = 4;
    /** So many blocks make a rehearsal: more than a limited tenant's burst, and enough for compilers to notice. */
    private static final long REHEARSAL = 32;
    private static final long REPORT_INTERVAL_NS = 100_000_000L;
    private static final long FOR_EVER = -1;

    private final SendWorkRequest write = new SendWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();
    private final Tally tally = new Tally();
    private final Latencies latencies = new Latencies();
    private final long[] postedNs = new long[WINDOW];
    private final Conversation conversation;
    private final QueuePair qp;
    private final CompletionQueue cq;
    private final MemoryRegion region;
    private final long remoteAddress;
    private final int rkey;
    private final long block;
    private final long blocks;
    private long completedBytes;

    private FileSender(final Conversation conversation, final QueuePair qp, final CompletionQueue cq,
        final MemoryRegion region, final long remoteAddress, final int rkey, final long block) {
        this.conversation = conversation;
        this.qp = qp;
        this.cq = cq;
        this.region = region;
        this.remoteAddress = remoteAddress;
        this.rkey = rkey;
        this.block = block;
        blocks = (region.length() + block - 1) / block;
    }

    /** Arguments: the tenant's directory, the file, how many of its bytes to send, how many with a WRITE. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> send(conversation, Path.of(args[0]), Path.of(args[1]),
            Long.parseLong(args[2]), Long.parseLong(args[3])));
    }

    private static void send(final Conversation conversation, final Path tenantDirectory, final Path file,
        final long length, final long block)
        throws Exception {
        try (VirtualDevice device = VirtualDevice.open(tenantDirectory, Verbs.options("file sender"));
            ProtectionDomain pd = device.allocPd();
            CompletionChannel channel = device.createCompChannel();
            CompletionQueue cq = device.createCq(2 * WINDOW, channel);
            SharedMemory memory = device.allocate(length);
            MemoryRegion region = pd.regMr(memory.segment().asSlice(0, length), AccessFlags.LOCAL_WRITE);
            QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(WINDOW))) {

            final String sha256 = load(file, memory.segment().asSlice(0, length), block);
            conversation.tell(Endpoint.of(device, qp).addTo(Line.of("ready")));
            final Line peer = conversation.hear("connect");
            Endpoint.in(peer).connect(qp);
            conversation.tell(Line.of("connected"));

            conversation.hear("rehearse");
            final FileSender sender =
                new FileSender(conversation, qp, cq, region, peer.number("address"), peer.integer("rkey"),
                block);
            sender.rehearse();
            conversation.tell(sender.sendAll().with("sha256", sha256));
            conversation.hear("bye");
        }
    }

    /** Fills the memory with the beginning of the file, and tells the SHA-256 of what the file has there. */
    private static String load(final Path file, final MemorySegment memory, final long piece) throws IOException {
        final Sha256 sha256 = new Sha256();
        try (FileChannel channel = FileChannel.open(file)) {
            for (long at = 0; at < memory.byteSize(); at += piece) {
                final MemorySegment part = memory.asSlice(at, Math.min(piece, memory.byteSize() - at));
                final ByteBuffer buffer = part.asByteBuffer();
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new EOFException(file + " has become shorter");
                    }
                }
                sha256.add(part);
            }
        }
        return sha256.hex();
    }

    private void rehearse() throws IOException {
        boolean told = false;
        long posted = 0;
        for (long completed = 0; !told || !conversation.hasHeard(); completed++) {
            while (posted < completed + WINDOW) {
                post(posted, posted % blocks, Opcode.RDMA_WRITE);
                posted++;
            }
            await();
            if (completed == REHEARSAL) {
                conversation.tell(Line.of("rehearsed"));
                told = true;
            }
        }
        conversation.hear("go");
        for (int outstanding = WINDOW - 1; outstanding > 0; outstanding--) {
            await();
        }
        latencies.reset();
    }

    private Line sendAll() {
        final long rehearsedBytes = completedBytes;
        final long startNs = System.nanoTime();
        long nextReportNs = startNs;
        long posted = 0;
        for (long completed = 0; completed < blocks; completed++) {
            while (posted < blocks && posted < completed + WINDOW) {
                post(posted, posted, posted == blocks - 1 ? Opcode.RDMA_WRITE_WITH_IMM : Opcode.RDMA_WRITE);
                posted++;
            }
            final long nowNs = await();
            if (nowNs - nextReportNs >= 0) {
                nextReportNs = nowNs + REPORT_INTERVAL_NS;
                report(completedBytes - rehearsedBytes);
            }
        }
        final long tookNs = System.nanoTime() - startNs;
        final long bytes = completedBytes - rehearsedBytes;
        report(bytes);
        return tally.addTo(latencies.addTo(Line.of("done").with("bytes", bytes).with("allBytes", completedBytes)
            .with("ns", tookNs).with("operations", blocks)));
    }

    private void post(final long number, final long index, final Opcode opcode) {
        final long offset = index * block;
        write.reset()
            .wrId(number)
            .opcode(opcode)
            .sge(region, offset, blockLength(index))
            .remote(remoteAddress + offset, rkey)
            .signaled();
        postedNs[(int) (number % WINDOW)] = System.nanoTime();
        Verbs.posted(qp.postSend(write));
    }

    /** Waits for the next completion, counts it, and tells the time. */
    private long await() {
        cq.await(completion, FOR_EVER);
        final long nowNs = System.nanoTime();
        Verbs.succeeded(completion);
        latencies.record(nowNs - postedNs[(int) (completion.wrId() % WINDOW)]);
        final long length = blockLength(completion.wrId() % blocks);
        completedBytes += length;
        tally.count(completion.opcode(), length);
        return nowNs;
    }

    private long blockLength(final long index) {
        return Math.min(block, region.length() - index * block);
    }

    private void report(final long bytes) {
        conversation.tell(Line.of("progress").with("bytes", bytes).with("total", region.length()));
    }
}
