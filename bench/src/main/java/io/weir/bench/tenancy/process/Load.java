package io.weir.bench.tenancy.process;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One tenant of a process: WRITEs, READs or atomics without pause on queue pairs that are connected to themselves, so
 * many under way on each. Counts what completed, by the millisecond if asked to.
 */
final class Load implements AutoCloseable {
    static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE | AccessFlags.REMOTE_READ
        | AccessFlags.REMOTE_ATOMIC;
    private static final int DEPTH = 64;
    private static final int MOST_QUEUE_PAIRS = 64;
    private static final int LARGEST = 1 << 20;
    private static final int BATCH = 16;
    private static final int MILLISECOND = 1_000_000;

    private final VirtualDevice device;
    private final ProtectionDomain pd;
    private final CompletionQueue cq;
    private final SharedMemory memory;
    private final MemoryRegion region;
    private final List<QueuePair> queuePairs = new ArrayList<>();
    private final long[] underWay = new long[MOST_QUEUE_PAIRS];
    private final SendWorkRequest request = new SendWorkRequest();
    private final WorkCompletion[] completions = WorkCompletion.array(BATCH);
    private Opcode opcode = Opcode.RDMA_WRITE;
    private int size;
    private int active;
    private int window;
    private long bytes;
    private long messages;
    private long lastNs;
    private int[] bins;
    private long binsFromNs;

    Load(final Path directory) {
        device = Attach.open(directory);
        pd = device.allocPd();
        cq = device.createCq(DEPTH * MOST_QUEUE_PAIRS);
        memory = device.allocate(2L * LARGEST);
        // the first touch of a page is no part of a measurement
        memory.segment().fill((byte) 1);
        region = pd.regMr(memory, ACCESS);
    }

    /** {@code op=write|read|atomic size=… qps=… window=…}, from now on; without {@code op} it stops. */
    void order(final Line line) {
        if (!line.fields().containsKey("op")) {
            active = 0;
            return;
        }
        opcode = switch (line.text("op")) {
            case "read" -> Opcode.RDMA_READ;
            case "atomic" -> Opcode.ATOMIC_FETCH_AND_ADD;
            default -> Opcode.RDMA_WRITE;
        };
        size = line.integer("size");
        window = Math.min(DEPTH, line.integer("window"));
        final int wanted = line.integer("qps");
        while (queuePairs.size() < wanted) {
            final QueuePair queuePair =
                pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(DEPTH).maxRecvWr(1));
            queuePair.connect(device.gid(), queuePair.qpNumber(), ACCESS);
            queuePairs.add(queuePair);
        }
        active = wanted;
    }

    /** Whether there is something to post or to wait for. */
    boolean isBusy() {
        return active > 0 || Arrays.stream(underWay).anyMatch(count -> count > 0);
    }

    /** Bytes of each of the next so many milliseconds are kept. */
    void keepBins(final int milliseconds, final long fromNs) {
        bins = new int[milliseconds];
        binsFromNs = fromNs;
    }

    int[] bins() {
        return bins;
    }

    /** Takes what completed, and posts what there is room for; how much that was. */
    int step() {
        int work = 0;
        for (int count = cq.poll(completions, BATCH); count > 0; count = cq.poll(completions, BATCH)) {
            final long nowNs = System.nanoTime();
            for (int i = 0; i < count; i++) {
                completed(completions[i], nowNs);
            }
            work += count;
        }
        for (int i = 0; i < active; i++) {
            while (underWay[i] < window) {
                post(i);
                work++;
            }
        }
        return work;
    }

    private void completed(final WorkCompletion completion, final long nowNs) {
        if (!completion.isSuccess()) {
            throw new IllegalStateException("completed with " + completion.status());
        }
        underWay[(int) completion.wrId()]--;
        bytes += completion.byteLength();
        messages++;
        lastNs = nowNs;
        if (bins != null) {
            final long bin = (nowNs - binsFromNs) / MILLISECOND;
            if (bin >= 0 && bin < bins.length) {
                bins[(int) bin] += (int) completion.byteLength();
            }
        }
    }

    private void post(final int index) {
        request.reset().wrId(index).opcode(opcode).signaled();
        if (opcode.isAtomic()) {
            request.sge(region, LARGEST, Long.BYTES).fetchAndAdd(1);
        } else {
            request.sge(region, LARGEST, size);
        }
        final int errno = queuePairs.get(index).postSend(request.remote(region.address(), region.rkey()));
        if (errno != 0) {
            throw new IllegalStateException("post refused: error " + errno);
        }
        underWay[index]++;
    }

    /** So far: bytes, messages, and when the last of them completed. */
    Line report(final Line line, final int index) {
        return line.with(name("bytes", index), bytes).with(name("messages", index), messages)
            .with(name("ns", index), lastNs);
    }

    /** What a value of {@link #report} is called. */
    static String name(final String what, final int index) {
        return String.format(Locale.ROOT, "%s%d", what, index);
    }

    @Override
    public void close() {
        device.closeAll();
    }
}
