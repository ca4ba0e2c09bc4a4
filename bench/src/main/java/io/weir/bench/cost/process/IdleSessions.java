package io.weir.bench.cost.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.VirtualDevice;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Tenants that are attached and do nothing. Argument: the directory that has their directories, t0, t1 and so on.
 * Orders: {@code attach from=… to=…}, the tenants of these numbers, without the last, each with a queue pair that is
 * ready; {@code queue-pairs count=…}, that many more of the first one's.
 */
public final class IdleSessions {
    private static final int DEPTH = 16;
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);

    private ProtectionDomain pd;
    private CompletionQueue cq;

    private IdleSessions() {
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final IdleSessions sessions = new IdleSessions();
            conversation.tell(Line.of("ready"));
            for (Line order = conversation.hear(); !order.word().equals("bye"); order = conversation.hear()) {
                final long startNs = System.nanoTime();
                if (order.word().equals("attach")) {
                    for (int i = order.integer("from"); i < order.integer("to"); i++) {
                        sessions.attach(Path.of(args[0], "t" + i));
                    }
                } else {
                    for (int i = 0; i < order.integer("count"); i++) {
                        sessions.addQueuePair();
                    }
                }
                conversation.tell(Line.of("done").with("ns", System.nanoTime() - startNs));
            }
        });
    }

    private void attach(final Path directory) {
        final VirtualDevice device = VirtualDevice.open(directory,
            DeviceOptions.defaults().withAttachTimeout(PATIENCE_NS).withControlTimeout(PATIENCE_NS));
        final SelfPair ready = new SelfPair(device, DEPTH);
        ready.write();
        if (pd == null) {
            pd = device.allocPd();
            cq = device.createCq(DEPTH);
        }
    }

    private void addQueuePair() {
        final QueuePair queuePair = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(DEPTH).maxRecvWr(DEPTH));
        queuePair.toInit(0);
    }
}
