package io.weir.bench.rail.end;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
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
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A tenant of a router: the whole way, from {@code postSend} to {@code pollCq}. Arguments: the tenant's directory, and
 * how many queue pairs it connects, of which at most {@link #ACTIVE} take part.
 */
public final class TenantEnd extends End {
    private static final int ACTIVE = 10;
    private static final int DEPTH = MAX_WINDOW;
    private static final int RECEIVE_BYTES = 4096;
    private static final int ACCESS = AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE;
    private static final long ATTACH_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(25);

    private final VirtualDevice device;
    private final CompletionQueue cq;
    private final MemoryRegion region;
    private final List<QueuePair> queuePairs = new ArrayList<>();
    private final SendWorkRequest request = new SendWorkRequest();
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();
    private long remoteAddress;
    private int remoteKey;
    private long sent;
    private long received;
    private int lastReceiver;

    private TenantEnd(final VirtualDevice device, final ProtectionDomain pd, final CompletionQueue cq,
                      final MemoryRegion region, final int count) {
        this.device = device;
        this.cq = cq;
        this.region = region;
        for (int i = 0; i < count; i++) {
            queuePairs.add(pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(DEPTH).maxRecvWr(DEPTH)));
        }
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final DeviceOptions options = DeviceOptions.defaults().withAttachTimeout(ATTACH_TIMEOUT_NS);
            try (VirtualDevice device = VirtualDevice.open(Path.of(args[0]), options);
                ProtectionDomain pd = device.allocPd();
                CompletionQueue cq = device.createCq(2 * ACTIVE * DEPTH);
                SharedMemory memory = device.allocate(BUFFER);
                MemoryRegion region = pd.regMr(memory, ACCESS)) {
                memory.segment().fill((byte) 'w');
                final TenantEnd end = new TenantEnd(device, pd, cq, region, Integer.parseInt(args[1]));
                end.converse(conversation);
                end.queuePairs.forEach(QueuePair::close);
            }
        });
    }

    @Override
    Line describe(final Line line) {
        final StringBuilder numbers = new StringBuilder();
        queuePairs.forEach(qp -> numbers.append(qp.qpNumber()).append(','));
        return line.with("gid", device.gid()).with("memory", region.address()).with("rkey", region.rkey())
            .with("qps", numbers);
    }

    @Override
    void connect(final Line peer) {
        remoteAddress = peer.number("memory");
        remoteKey = peer.integer("rkey");
        final Gid gid = Gid.parse(peer.text("gid"));
        final String[] numbers = peer.text("qps").split(",", -1);
        for (int i = 0; i < queuePairs.size(); i++) {
            queuePairs.get(i).connect(gid, Integer.parseInt(numbers[i]), ACCESS);
            for (int n = 0; i < ACTIVE && n < DEPTH; n++) {
                postReceive(i);
            }
        }
    }

    private void postReceive(final int index) {
        posted(queuePairs.get(index).postRecv(receive.wrId(index).sge(region, 0, RECEIVE_BYTES)));
    }

    private void post(final int index, final Opcode opcode, final long offset, final int size) {
        request.reset().wrId(index).opcode(opcode).sge(region, offset, size).signaled();
        if (opcode == Opcode.RDMA_WRITE) {
            request.remote(remoteAddress + offset, remoteKey);
        }
        posted(queuePairs.get(index).postSend(request));
    }

    private static void posted(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("post refused: error " + errno);
        }
    }

    private int active() {
        return Math.min(ACTIVE, queuePairs.size());
    }

    /** Takes a completion, if there is one. */
    private void poll() {
        final int count = cq.poll(completion);
        if (count < 0) {
            throw new IllegalStateException("poll: error " + -count);
        } else if (count == 0) {
            // so that whoever else polls on few processors gets one
            Thread.yield();
        } else if (!completion.isSuccess()) {
            throw new IllegalStateException("completed with " + completion.status());
        } else if (completion.opcode() == WcOpcode.RECV) {
            received++;
            lastReceiver = (int) completion.wrId();
            postReceive(lastReceiver);
        } else {
            sent++;
        }
    }

    @Override
    long stream(final int size, final long untilNs) {
        final int active = active();
        final int window = Math.max(2, window(size) / active) * active;
        final int places = BUFFER / size;
        long posted = 0;
        sent = 0;
        boolean more = true;
        while (more || sent < posted) {
            while (more && posted - sent < window) {
                post((int) (posted % active), Opcode.RDMA_WRITE, posted % places * size, size);
                posted++;
            }
            poll();
            more = System.nanoTime() - untilNs < 0;
        }
        return sent * size;
    }

    @Override
    void roundTrips(final String kind, final int size, final long untilNs, final Latencies latencies) {
        final boolean writes = kind.equals(Kind.WRITE);
        final int active = active();
        for (int i = 0; System.nanoTime() - untilNs < 0; i++) {
            sent = 0;
            received = 0;
            final long startNs = System.nanoTime();
            post(i % active, writes ? Opcode.RDMA_WRITE : Opcode.SEND, 0, size);
            while ((writes ? sent : received) == 0) {
                poll();
            }
            latencies.record(System.nanoTime() - startNs);
            while (sent == 0) {
                poll();
            }
        }
    }

    @Override
    void serve(final String kind, final int size, final Stop stop) throws IOException {
        if (!kind.equals(Kind.SEND)) {
            // one-sided: the routers do it all
            return;
        }
        received = 0;
        while (!stop.isTold(System.nanoTime())) {
            poll();
            if (received > 0) {
                received = 0;
                post(lastReceiver, Opcode.SEND, 0, size);
            }
        }
    }
}
