package io.weir.bench.cost.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.verbs.AccessFlags;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * Control verbs. Argument: the tenant's directory. Orders: {@code verbs count=… pause=…}, each verb so often, every
 * time after a pause of up to so many milliseconds, or none; {@code many count=…}, that many queue pairs;
 * {@code register bytes=…}, of memory that is there.
 */
public final class ControlTenant {
    /** What {@code verbs} tells the distributions of, as a person writes it with spaces. */
    public static final List<String> VERBS =
        List.of("create_cq", "destroy_cq", "create_qp", "destroy_qp", "register_4_KiB", "deregister_4_KiB");
    private static final int DEPTH = 16;
    private static final int PAGE = 4096;
    private static final int SHORTEST_PAUSE_MS = 5;
    private static final long SEED = 4791;

    private final VirtualDevice device;
    private final ProtectionDomain pd;
    private final CompletionQueue cq;
    private final SharedMemory memory;

    private ControlTenant(final VirtualDevice device) {
        this.device = device;
        pd = device.allocPd();
        cq = device.createCq(DEPTH);
        memory = device.allocate(PAGE);
        memory.segment().fill((byte) 1);
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
            final ControlTenant tenant = new ControlTenant(device);
            conversation.tell(Line.of("ready"));
            tenant.serve(conversation);
            device.closeAll();
        });
    }

    private void serve(final Conversation conversation) throws IOException, InterruptedException {
        while (true) {
            final Line order = conversation.hear();
            switch (order.word()) {
                case "verbs" -> conversation.tell(verbs(order.integer("count"), order.integer("pause")));
                case "many" -> conversation.tell(many(order.integer("count")));
                case "register" -> conversation.tell(register(order.number("bytes")));
                default -> {
                    return;
                }
            }
        }
    }

    private Line verbs(final int count, final int longestPauseMs) throws InterruptedException {
        final Map<String, Histogram> histograms = new LinkedHashMap<>();
        VERBS.forEach(verb -> histograms.put(verb, Distribution.histogram()));
        final Random random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            final CompletionQueue[] queue = new CompletionQueue[1];
            final QueuePair[] queuePair = new QueuePair[1];
            final MemoryRegion[] region = new MemoryRegion[1];
            final List<Runnable> verbs = List.of(
                () -> queue[0] = device.createCq(DEPTH), () -> queue[0].close(),
                () -> queuePair[0] = newQueuePair(), () -> queuePair[0].close(),
                () -> region[0] = pd.regMr(memory, AccessFlags.ALL), () -> region[0].close());
            for (int verb = 0; verb < VERBS.size(); verb++) {
                if (longestPauseMs > 0) {
                    // nothing is waited for: a router that sleeps is what is measured
                    Thread.sleep(random.nextInt(SHORTEST_PAUSE_MS, longestPauseMs + 1));
                }
                final long startNs = System.nanoTime();
                verbs.get(verb).run();
                histograms.get(VERBS.get(verb)).recordValue(System.nanoTime() - startNs);
            }
        }
        Line line = Line.of("verbs");
        for (final Map.Entry<String, Histogram> entry : histograms.entrySet()) {
            line = Distribution.of(entry.getValue()).addTo(line, entry.getKey());
        }
        return line;
    }

    private QueuePair newQueuePair() {
        return pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(DEPTH).maxRecvWr(DEPTH));
    }

    private Line many(final int count) {
        final List<QueuePair> queuePairs = new ArrayList<>(count);
        final long startNs = System.nanoTime();
        for (int i = 0; i < count; i++) {
            queuePairs.add(newQueuePair());
        }
        final long createdNs = System.nanoTime();
        queuePairs.forEach(QueuePair::close);
        return Line.of("many").with("created", createdNs - startNs).with("destroyed", System.nanoTime() - createdNs);
    }

    private Line register(final long bytes) {
        try (SharedMemory large = device.allocate(bytes)) {
            for (long offset = 0; offset < bytes; offset += PAGE) {
                large.segment().set(ValueLayout.JAVA_BYTE, offset, (byte) 1);
            }
            final long startNs = System.nanoTime();
            final MemoryRegion region = pd.regMr(large, AccessFlags.ALL);
            final long ns = System.nanoTime() - startNs;
            region.close();
            return Line.of("register").with("ns", ns);
        }
    }
}
