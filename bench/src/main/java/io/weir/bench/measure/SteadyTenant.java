package io.weir.bench.measure;

import com.sun.management.ThreadMXBean;
import io.weir.bench.demo.tenant.Conversation;
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
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Gid;
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

    private final CompletionQueue cq;
    private final QueuePair qp;
    private final MemoryRegion region;
    private final SendWorkRequest request = new SendWorkRequest();
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();

    private SteadyTenant(final CompletionQueue cq, final QueuePair qp, final MemoryRegion region) {
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
            CompletionQueue cq = device.createCq(4 * WINDOW);
            SharedMemory memory = device.allocate(MESSAGE);
            MemoryRegion region = pd.regMr(memory, AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
            QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(2 * WINDOW).maxRecvWr(2 * WINDOW))) {
            conversation.tell(Line.of("ready").with("gid", device.gid()).with("qpn", qp.qpNumber()));
            final Line peer = conversation.hear("connect");
            qp.connect(Gid.parse(peer.text("gid")), peer.integer("qpn"),
                AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
            conversation.tell(Line.of("connected").with("thread", Thread.currentThread().threadId()));
            new SteadyTenant(cq, qp, region).serve(conversation);
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
            if (cq.poll(completion) == 0) {
                Thread.onSpinWait();
            } else if (!completion.isSuccess()) {
                throw new IllegalStateException("completed with " + completion.status());
            } else {
                completed++;
            }
        }
        final long tookNs = System.nanoTime() - startNs;
        return Line.of("done").with("ns", tookNs)
            .with("allocated", threads.getCurrentThreadAllocatedBytes() - before);
    }

    private void post(final Opcode opcode) {
        if (opcode == Opcode.SEND) {
            posted(qp.postRecv(receive.sge(region, 0, MESSAGE)));
            request.reset().opcode(opcode).sge(region, 0, MESSAGE).signaled();
        } else {
            request.reset().opcode(opcode).sge(region, 0, MESSAGE).remote(region.address(), region.rkey()).signaled();
        }
        posted(qp.postSend(request));
    }

    private static void posted(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("post refused: error " + errno);
        }
    }
}
