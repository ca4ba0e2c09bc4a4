package io.weir.bench.tenancy.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
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
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The tenant that is watched: {@code send ms=…} does SENDs of 64 bytes, one after the other, each when the one before
 * has arrived; {@code write ms=…} WRITEs of 64 KiB, several under way. On a queue pair that is connected to itself.
 */
public final class Victim {
    private static final int SMALL = 64;
    private static final int LARGE = 64 * 1024;
    private static final int WINDOW = 16;
    private static final int PATIENT_LOOKS = 8;

    private final CompletionQueue cq;
    private final QueuePair queuePair;
    private final MemoryRegion region;
    private final SendWorkRequest request = new SendWorkRequest();
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();
    private int idle;

    private Victim(final CompletionQueue cq, final QueuePair queuePair, final MemoryRegion region) {
        this.cq = cq;
        this.queuePair = queuePair;
        this.region = region;
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (VirtualDevice device = Attach.open(Path.of(args[0]));
                ProtectionDomain pd = device.allocPd();
                CompletionQueue cq = device.createCq(4 * WINDOW);
                SharedMemory memory = device.allocate(2L * LARGE);
                MemoryRegion region = pd.regMr(memory, Load.ACCESS);
                QueuePair queuePair =
                    pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(WINDOW).maxRecvWr(WINDOW))) {
                memory.segment().fill((byte) 1);
                queuePair.connect(device.gid(), queuePair.qpNumber(), Load.ACCESS);
                conversation.tell(Line.of("ready"));
                new Victim(cq, queuePair, region).serve(conversation);
            }
        });
    }

    private void serve(final Conversation conversation) throws IOException {
        while (true) {
            final Line order = conversation.hear();
            switch (order.word()) {
                case "send" -> conversation.tell(sends(order.number("ms")));
                case "write" -> conversation.tell(writes(order.number("ms")));
                default -> {
                    return;
                }
            }
        }
    }

    private Line sends(final long ms) {
        final Histogram histogram = Distribution.histogram();
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        for (long startNs = System.nanoTime(); startNs - endNs < 0; startNs = System.nanoTime()) {
            posted(queuePair.postRecv(receive.sge(region, 0, SMALL)));
            posted(queuePair.postSend(request.reset().opcode(Opcode.SEND).sge(region, LARGE, SMALL).signaled()));
            await();
            await();
            histogram.recordValue(System.nanoTime() - startNs);
        }
        return Line.of("sent").with("count", histogram.getTotalCount())
            .with("p50", histogram.getValueAtPercentile(50)).with("p99", histogram.getValueAtPercentile(99))
            .with("p999", histogram.getValueAtPercentile(99.9));
    }

    private Line writes(final long ms) {
        final long startNs = System.nanoTime();
        final long endNs = startNs + TimeUnit.MILLISECONDS.toNanos(ms);
        long posted = 0;
        long completed = 0;
        while (System.nanoTime() - endNs < 0) {
            while (posted - completed < WINDOW) {
                posted(queuePair.postSend(request.reset().opcode(Opcode.RDMA_WRITE).sge(region, 0, LARGE)
                    .remote(region.address() + LARGE, region.rkey()).signaled()));
                posted++;
            }
            await();
            completed++;
        }
        final long tookNs = System.nanoTime() - startNs;
        final long bytes = completed * LARGE;
        while (completed < posted) {
            await();
            completed++;
        }
        return Line.of("wrote").with("bytes", bytes).with("ns", tookNs);
    }

    private void await() {
        while (cq.poll(completion) == 0) {
            if (++idle >= PATIENT_LOOKS) {
                idle = 0;
                Thread.yield();
            }
        }
        if (!completion.isSuccess()) {
            throw new IllegalStateException("completed with " + completion.status());
        }
    }

    private static void posted(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("post refused: error " + errno);
        }
    }
}
