package io.weir.bench.measure;

import com.sun.management.ThreadMXBean;
import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * A tenant's process that keeps a window of operations under way to a queue pair of its own: WRITEs or SENDs of 8
 * bytes. It tells how many a command took, and how much its thread allocated.
 */
public final class SteadyTenant {
    private static final int MESSAGE = 8;
    private static final int WINDOW = 16;

    private final OneQueuePair own;

    private SteadyTenant(final OneQueuePair own) {
        this.own = own;
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> run(conversation, Path.of(args[0])));
    }

    private static void run(final Conversation conversation, final Path directory) throws Exception {
        try (OneQueuePair own = new OneQueuePair(directory, 2 * WINDOW, MESSAGE)) {
            own.connect(conversation);
            conversation.tell(Line.of("connected").with("thread", Thread.currentThread().threadId()));
            new SteadyTenant(own).serve(conversation);
        }
    }

    private void serve(final Conversation conversation) throws IOException {
        while (true) {
            final Line order = conversation.hear();
            final Opcode opcode = switch (order.word()) {
                case "write" -> Opcode.RDMA_WRITE;
                case "send" -> Opcode.SEND;
                default -> null;
            };
            if (opcode == null) {
                return;
            }
            conversation.tell(operate(opcode, order.number("count")));
        }
    }

    private Line operate(final Opcode opcode, final long count) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        final long before = threads.getCurrentThreadAllocatedBytes();
        final long startNs = System.nanoTime();
        final int completions = opcode == Opcode.SEND ? 2 : 1;
        long posted = 0;
        long completed = 0;
        while (completed < count * completions) {
            while (posted < count && posted - completed / completions < WINDOW) {
                post(opcode);
                posted++;
            }
            if (own.poll()) {
                completed++;
            } else {
                Thread.onSpinWait();
            }
        }
        final long tookNs = System.nanoTime() - startNs;
        return Line.of("done").with("ns", tookNs)
            .with("allocated", threads.getCurrentThreadAllocatedBytes() - before);
    }

    private void post(final Opcode opcode) {
        own.request.reset().opcode(opcode).sge(own.region, 0, MESSAGE).signaled();
        if (opcode == Opcode.SEND) {
            own.postReceive(MESSAGE);
        } else {
            own.request.remote(own.region.address(), own.region.rkey());
        }
        own.post();
    }
}
