package io.weir.bench.measure;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.DeviceOptions;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What each tenant that measures has: one queue pair, one buffer, and the objects to post and to poll with. */
final class OneQueuePair implements AutoCloseable {
    /** They start together, maybe on few processors and emulated. */
    private static final long TIMEOUT_NS = TimeUnit.MINUTES.toNanos(3);
    private static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE;

    final CompletionQueue cq;
    final SharedMemory memory;
    final MemoryRegion region;
    final QueuePair qp;
    final SendWorkRequest request = new SendWorkRequest();
    final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    final WorkCompletion completion = new WorkCompletion();
    private final VirtualDevice device;

    /**
     * Attaches and makes them.
     *
     * @param directory the tenant's
     * @param requests  that either ring of the queue pair holds; the completion queue holds twice as many of both
     * @param bytes     of the buffer
     */
    OneQueuePair(final Path directory, final int requests, final long bytes) {
        device = VirtualDevice.open(directory, DeviceOptions.defaults().withAttachTimeout(TIMEOUT_NS)
            .withControlTimeout(TIMEOUT_NS));
        final CompletionChannel channel = device.createCompChannel();
        cq = device.createCq(4 * requests, channel);
        memory = device.allocate(bytes);
        final ProtectionDomain pd = device.allocPd();
        region = pd.regMr(memory, ACCESS);
        qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(requests).maxRecvWr(requests));
    }

    /** Tells where it is, hears where the peer is, and connects; what the peer told. */
    Line connect(final Conversation conversation) throws IOException {
        conversation.tell(Line.of("ready").with("gid", device.gid()).with("qpn", qp.qpNumber())
            .with("address", region.address()).with("rkey", region.rkey()));
        final Line peer = conversation.hear("connect");
        qp.connect(Gid.parse(peer.text("gid")), peer.integer("qpn"), ACCESS);
        return peer;
    }

    /** Connects it, one way, to another of this process. */
    void connect(final OneQueuePair peer) {
        qp.connect(peer.device.gid(), peer.qp.qpNumber(), ACCESS);
    }

    /** Posts {@link #request}. */
    void post() {
        posted(qp.postSend(request));
    }

    /** Posts a receive at the buffer's beginning. */
    void postReceive(final int size) {
        posted(qp.postRecv(receive.sge(region, 0, size)));
    }

    private static void posted(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("post refused: error " + errno);
        }
    }

    /** Takes the next completion into {@link #completion}, which must be a success; whether there was one. */
    boolean poll() {
        final int count = cq.poll(completion);
        if (count < 0) {
            throw new IllegalStateException("poll: error " + -count);
        }
        if (count > 0) {
            succeeded();
        }
        return count > 0;
    }

    /** Sleeps until there is a completion, and takes it. */
    void await() {
        cq.await(completion, -1);
        succeeded();
    }

    private void succeeded() {
        if (!completion.isSuccess()) {
            throw new IllegalStateException("completed with " + completion.status());
        }
    }

    @Override
    public void close() {
        device.closeAll();
    }
}
