package io.weir.bench.measure;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * A tenant's process that is idle most of the time. Told to {@code write} or {@code send}, it pauses and then does one
 * operation, again and again; told to {@code answer}, it sleeps on its completion channel and sends each message back.
 */
public final class IdleTenant {
    private static final int MESSAGE = 8;
    private static final int RECEIVES = 16;
    private static final int SHORTEST_PAUSE_MS = 50;
    private static final int LONGEST_PAUSE_MS = 200;
    private static final int POLLS_A_YIELD = 8;
    private static final int WARM_UP_A_PAUSE = 4;

    private final OneQueuePair own;

    private IdleTenant(final OneQueuePair own) {
        this.own = own;
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> run(conversation, Path.of(args[0])));
    }

    private static void run(final Conversation conversation, final Path directory) throws Exception {
        try (OneQueuePair own = new OneQueuePair(directory, RECEIVES, MESSAGE)) {
            final Line peer = own.connect(conversation);
            for (int i = 0; i < RECEIVES; i++) {
                own.postReceive(MESSAGE);
            }
            conversation.tell(Line.of("connected"));
            new IdleTenant(own).serve(conversation, peer);
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

    /** Some of it after pauses, so that also going to sleep and waking up are compiled when they are measured. */
    private void warmUp(final Line peer, final int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            if (i % WARM_UP_A_PAUSE == 0) {
                pause(1);
            }
            write(peer);
            exchange(null, null);
        }
    }

    /** Nothing is waited for: the idleness is what the operation after it is measured for. */
    private static void pause(final int ms) throws InterruptedException {
        Thread.sleep(ms);
    }

    private void write(final Line peer) {
        own.request.reset().opcode(Opcode.RDMA_WRITE).sge(own.region, 0, MESSAGE)
            .remote(peer.number("address"), peer.integer("rkey")).signaled();
        own.post();
        awaitCompletion();
    }

    private Line writes(final Line peer, final int count, final long seed) throws InterruptedException {
        final Histogram tookNs = Distribution.histogram();
        final Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            pause(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS + 1));
            final long startNs = System.nanoTime();
            write(peer);
            tookNs.recordValue(System.nanoTime() - startNs);
        }
        return percentiles(Line.of("wrote"), "", tookNs);
    }

    private Line sends(final int count, final long seed) throws InterruptedException {
        final Histogram sentNs = Distribution.histogram();
        final Histogram answeredNs = Distribution.histogram();
        final Random random = new Random(seed);
        for (int i = 0; i < count; i++) {
            pause(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS + 1));
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
            final boolean sent = own.completion.opcode() == WcOpcode.SEND;
            final Histogram histogram = sent ? sentNs : answeredNs;
            if (histogram != null) {
                histogram.recordValue(System.nanoTime() - startNs);
            }
            if (!sent) {
                own.postReceive(MESSAGE);
            }
        }
    }

    private void answer(final int count) {
        int sent = 0;
        int received = 0;
        while (sent < count) {
            own.await();
            if (own.completion.opcode() == WcOpcode.SEND) {
                sent++;
            } else if (received < count) {
                received++;
                own.postReceive(MESSAGE);
                postSend();
            }
        }
    }

    private void postSend() {
        own.request.reset().opcode(Opcode.SEND).sge(own.region, 0, MESSAGE).signaled();
        own.post();
    }

    /** Polls, and gives the processor away now and then: on few of them the router may need this one. */
    private void awaitCompletion() {
        int polls = 0;
        while (!own.poll()) {
            if (++polls % POLLS_A_YIELD == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private static Line percentiles(final Line line, final String prefix, final Histogram histogram) {
        return line.with(prefix + "p50", histogram.getValueAtPercentile(50))
            .with(prefix + "p99", histogram.getValueAtPercentile(99)).with(prefix + "max", histogram.getMaxValue());
    }
}
