package io.weir.bench.measure;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A tenant's process that is idle most of the time. Told to {@code write} or {@code send}, it pauses and then does one
 * operation, again and again; told to {@code answer}, it sleeps on its completion channel and sends each message back.
 */
public final class IdleTenant {
    private static final int MESSAGE = 8;
    private static final int RECEIVES = 16;
    private static final long FOR_EVER = -1;
    private static final int SHORTEST_PAUSE_MS = 50;
    private static final int LONGEST_PAUSE_MS = 200;
    private static final int POLLS_A_YIELD = 8;
    private static final int WARM_UP_A_PAUSE = 4;

    private final CompletionQueue cq;
    private final QueuePair qp;
    private final MemoryRegion region;
    private final SendWorkRequest request = new SendWorkRequest();
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();

    private IdleTenant(final CompletionQueue cq, final QueuePair qp, final MemoryRegion region) {
        this.cq = cq;
        this.qp = qp;
        this.region = region;
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> run(conversation, Path.of(args[0])));
    }

    private static void run(final Conversation conversation, final Path directory) throws Exception {
        try (VirtualDevice device = VirtualDevice.open(directory);
            ProtectionDomain pd = device.allocPd();
            CompletionChannel channel = device.createCompChannel();
            CompletionQueue cq = device.createCq(2 * RECEIVES, channel);
            SharedMemory memory = device.allocate(MESSAGE);
            MemoryRegion region = pd.regMr(memory, AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
            QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(RECEIVES).maxRecvWr(RECEIVES))) {
            conversation.tell(Line.of("ready").with("gid", device.gid()).with("qpn", qp.qpNumber())
                .with("address", region.address()).with("rkey", region.rkey()));
            final Line peer = conversation.hear("connect");
            qp.connect(Gid.parse(peer.text("gid")), peer.integer("qpn"),
                AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
            final IdleTenant tenant = new IdleTenant(cq, qp, region);
            for (int i = 0; i < RECEIVES; i++) {
                tenant.postReceive();
            }
            conversation.tell(Line.of("connected"));
            tenant.serve(conversation, peer);
        }
    }

    private void serve(final Conversation conversation, final Line peer) throws IOException, InterruptedException {
        while (true) {
            final Line order = conversation.hear();
            switch (order.word()) {
                case "warm" -> {
                    warmUp(peer, order.integer("count"));
                    conversation.tell(Line.of("warmed"));
                }
                case "write" -> conversation.tell(writes(peer, order.integer("count"), order.number("seed")));
                case "send" -> conversation.tell(sends(order.integer("count"), order.number("seed")));
                case "answer" -> {
                    answer(order.integer("count"));
                    conversation.tell(Line.of("answered"));
                }
                default -> {
                    return;
                }
            }
        }
    }

    /** Some of it with pauses, so that also going to sleep and waking up are compiled when they are measured. */
    private void warmUp(final Line peer, final int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (i % WARM_UP_A_PAUSE == 0) {
                Thread.sleep(1);
            }
            write(peer);
            exchange(null, null);
        }
    }

    private void write(final Line peer) {
        request.reset().opcode(Opcode.RDMA_WRITE).sge(region, 0, MESSAGE)
            .remote(peer.number("address"), peer.integer("rkey")).signaled();
        posted(qp.postSend(request));
        awaitCompletion();
    }

    private Line writes(final Line peer, final int count, final long seed) throws InterruptedException {
        final Histogram tookNs = histogram();
        final Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            Thread.sleep(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS + 1));
            final long startNs = System.nanoTime();
            write(peer);
            tookNs.recordValue(System.nanoTime() - startNs);
        }
        return percentiles(Line.of("wrote"), "", tookNs);
    }

    private Line sends(final int count, final long seed) throws InterruptedException {
        final Histogram sentNs = histogram();
        final Histogram answeredNs = histogram();
        final Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            Thread.sleep(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS + 1));
            exchange(sentNs, answeredNs);
        }
        return percentiles(percentiles(Line.of("sent"), "", sentNs), "answer_", answeredNs);
    }

    /** A message and its answer. */
    private void exchange(final Histogram sentNs, final Histogram answeredNs) {
        final long startNs = System.nanoTime();
        postSend();
        for (int completions = 0; completions < 2; completions++) {
            awaitCompletion();
            final boolean sent = completion.opcode() == WcOpcode.SEND;
            final Histogram histogram = sent ? sentNs : answeredNs;
            if (histogram != null) {
                histogram.recordValue(System.nanoTime() - startNs);
            }
            if (!sent) {
                postReceive();
            }
        }
    }

    private void answer(final int count) {
        int sent = 0;
        int received = 0;
        while (sent < count) {
            cq.await(completion, FOR_EVER);
            succeeded();
            if (completion.opcode() == WcOpcode.SEND) {
                sent++;
            } else if (received < count) {
                received++;
                postReceive();
                postSend();
            }
        }
    }

    private void postSend() {
        request.reset().opcode(Opcode.SEND).sge(region, 0, MESSAGE).signaled();
        posted(qp.postSend(request));
    }

    private void postReceive() {
        posted(qp.postRecv(receive.sge(region, 0, MESSAGE)));
    }

    /** Polls, and gives the processor away now and then: on few of them the router may need this one. */
    private void awaitCompletion() {
        int polls = 0;
        while (cq.poll(completion) == 0) {
            if (++polls % POLLS_A_YIELD == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
        succeeded();
    }

    private void succeeded() {
        if (!completion.isSuccess()) {
            throw new IllegalStateException("completed with " + completion.status());
        }
    }

    private static void posted(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("post refused: error " + errno);
        }
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    }

    private static Line percentiles(final Line line, final String prefix, final Histogram histogram) {
        return line.with(prefix + "p50", histogram.getValueAtPercentile(50))
            .with(prefix + "p99", histogram.getValueAtPercentile(99)).with(prefix + "max", histogram.getMaxValue());
    }
}
