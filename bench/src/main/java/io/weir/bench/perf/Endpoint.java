package io.weir.bench.perf;

import io.weir.bench.process.Line;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VirtualDevice;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One side's queue pairs and memory, of which all queue pairs use the same two pieces.
 *
 * <pre>
 * 0                largest, rounded up
 * | sent from      | written to, read from, received into |
 * </pre>
 */
final class Endpoint implements AutoCloseable {
    private static final int ALIGNMENT = 4096;

    private final Settings settings;
    private final VirtualDevice device;
    private final CompletionQueue cq;
    private final SharedMemory memory;
    private final MemoryRegion region;
    private final List<QueuePair> queuePairs = new ArrayList<>();
    private final SendWorkRequest[] sends;
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    private final UnsafeBuffer bytes;
    private final int incoming;
    private long remoteAddress;
    private int remoteKey;

    Endpoint(final VirtualDevice device, final Settings settings) {
        this.device = device;
        this.settings = settings;
        final CompletionChannel channel = settings.events() ? device.createCompChannel() : null;
        cq = device.createCq(settings.queuePairs() * (settings.depth() + 1 + settings.receiveDepth()), channel);
        incoming = (settings.largest() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        memory = device.allocate(2L * incoming);
        // the first touch of a page is no part of a measurement
        memory.segment().fill((byte) 0);
        final ProtectionDomain pd = device.allocPd();
        region = pd.regMr(memory, AccessFlags.ALL);
        bytes = new UnsafeBuffer(memory.address(), Math.toIntExact(memory.size()));
        for (int i = 0; i < settings.queuePairs(); i++) {
            // one more than what is under way, for the one that ends a run
            queuePairs.add(pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(settings.depth() + 1)
                .maxRecvWr(Math.max(1, settings.receiveDepth()))));
        }
        sends = new SendWorkRequest[settings.list()];
        for (int i = 0; i < sends.length; i++) {
            sends[i] = new SendWorkRequest();
        }
    }

    /** What the other side must know. */
    Line describe(final String word) {
        final StringBuilder numbers = new StringBuilder();
        queuePairs.forEach(each -> numbers.append(numbers.isEmpty() ? "" : ",").append(each.qpNumber()));
        return Line.of(word).with("gid", device.gid()).with("qpns", numbers)
            .with("address", region.address() + incoming).with("rkey", region.rkey());
    }

    /** Hears what the other side described, connects, and posts receives. */
    void connect(final Line peer) {
        final Gid gid = Gid.parse(peer.text("gid"));
        final String[] numbers = peer.text("qpns").split(",", -1);
        remoteAddress = peer.number("address");
        remoteKey = peer.integer("rkey");
        for (int i = 0; i < queuePairs.size(); i++) {
            queuePairs.get(i).connect(gid, Integer.parseInt(numbers[i]), AccessFlags.ALL);
            for (int j = 0; j < settings.receiveDepth(); j++) {
                receive(i);
            }
        }
    }

    CompletionQueue completionQueue() {
        return cq;
    }

    Settings settings() {
        return settings;
    }

    /** Makes the work requests of a size ready, so that little is left to do for each. */
    void prepare(final int size) {
        for (final SendWorkRequest send : sends) {
            send.reset().opcode(settings.test().opcode()).sge(region, 0, size);
            if (settings.test().isAtomic()) {
                send.fetchAndAdd(1);
            }
            if (!settings.test().isSend()) {
                send.remote(remoteAddress, remoteKey);
            }
        }
    }

    /** The next post's work request at that place of the list, to be given id and flags. */
    SendWorkRequest send(final int place) {
        return sends[place];
    }

    /** Posts the first so many of the list. */
    void post(final int queuePair, final int count) {
        check(count == 1 ? queuePairs.get(queuePair).postSend(sends[0])
            : queuePairs.get(queuePair).postSend(sends, count), "send");
    }

    /** Posts a receive; its id is its queue pair. */
    void receive(final int queuePair) {
        check(queuePairs.get(queuePair).postRecv(receive.wrId(queuePair).sge(region, incoming, settings.largest())),
            "receive");
    }

    /** The byte that is written last, of a message of that size from here. */
    void mark(final int size, final byte value) {
        bytes.putByte(size - 1, value);
    }

    /** The last byte of a message of that size that came. */
    byte arrived(final int size) {
        return bytes.getByteVolatile(incoming + size - 1);
    }

    /** Forgets what came. */
    void clear(final int size) {
        bytes.putByteVolatile(incoming + size - 1, (byte) 0);
    }

    private static void check(final int errno, final String what) {
        if (errno != 0) {
            throw new IllegalStateException("can not post a " + what + ": " + Errno.name(errno));
        }
    }

    @Override
    public void close() {
        device.closeAll();
    }
}
