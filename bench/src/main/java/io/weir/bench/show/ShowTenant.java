package io.weir.bench.show;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A tenant's process of the show: writes, or is written to, until it hears anything. */
public final class ShowTenant {
    private static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Actor actor;
    private final CompletionQueue cq;
    private final QueuePair qp;
    private final SendWorkRequest request;
    private final WorkCompletion completion = new WorkCompletion();
    private int underWay;

    private ShowTenant(final Actor actor, final CompletionQueue cq, final QueuePair qp, final SendWorkRequest request) {
        this.actor = actor;
        this.cq = cq;
        this.qp = qp;
        this.request = request;
    }

    /** Arguments: the tenant's directory, its name, and {@code write} for who writes. */
    public static void main(final String[] args) {
        final Actor actor =
            Actor.ALL.stream().filter(each -> each.tenant().equals(args[1])).findFirst().orElseThrow();
        Conversation.hold(conversation -> run(conversation, Path.of(args[0]), actor, args[2].equals("write")));
    }

    private static void run(final Conversation conversation, final Path directory, final Actor actor,
                            final boolean writes) throws IOException {
        try (VirtualDevice device = VirtualDevice.open(directory, DeviceOptions.defaults()
                 .withAttachTimeout(PATIENCE_NS).withControlTimeout(PATIENCE_NS));
             ProtectionDomain pd = device.allocPd();
             CompletionQueue cq = device.createCq(64);
             SharedMemory memory = device.allocate(actor.bytes());
             MemoryRegion region = pd.regMr(memory, ACCESS);
             QueuePair qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(32))) {
            conversation.tell(Line.of("ready").with("gid", device.gid()).with("qpn", qp.qpNumber())
                .with("address", region.address()).with("rkey", region.rkey()));
            final Line peer = conversation.hear("connect");
            qp.connect(Gid.parse(peer.text("gid")), peer.integer("qpn"), ACCESS);
            conversation.tell(Line.of("connected"));
            if (writes) {
                final SendWorkRequest request = new SendWorkRequest().opcode(Opcode.RDMA_WRITE).signaled()
                    .sge(region, 0, actor.bytes()).remote(peer.number("address"), peer.integer("rkey"));
                conversation.hear("go");
                new ShowTenant(actor, cq, qp, request).write(conversation);
            }
            conversation.hear();
        }
    }

    private void write(final Conversation conversation) throws IOException {
        final long cycleNs = TimeUnit.SECONDS.toNanos(actor.busySeconds() + actor.idleSeconds());
        final long busyNs = TimeUnit.SECONDS.toNanos(actor.busySeconds());
        final long beginNs = System.nanoTime();
        while (!conversation.hasHeard()) {
            if ((System.nanoTime() - beginNs) % cycleNs < busyNs) {
                while (underWay < actor.window()) {
                    require(qp.postSend(request));
                    underWay++;
                }
            }
            if (cq.await(completion, LOOK_NS)) {
                require(completion.isSuccess() ? 0 : completion.status().value());
                underWay--;
            }
        }
    }

    private static void require(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("the router refused: " + errno);
        }
    }
}
