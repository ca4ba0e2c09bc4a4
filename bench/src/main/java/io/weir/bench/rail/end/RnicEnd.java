package io.weir.bench.rail.end;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import io.weir.policy.Ipv4;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.soft.SoftRnic;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * A software RNIC alone, polled by this process's thread as a router's data path does. Arguments: its address and UDP
 * port, and how many queue pairs it connects, of which at most {@link #ACTIVE} take part.
 */
public final class RnicEnd extends End {
    private static final int ACTIVE = 10;
    private static final int SEND_WINDOW = MAX_WINDOW;
    private static final int PSN = 100;

    private final SoftRnic rnic;
    private final PlainMemory memory = new PlainMemory(BUFFER);
    private final RnicPd pd;
    private final RnicMr region;
    private final List<RnicFlow> flows = new ArrayList<>();
    private final SendWr wr = new SendWr(1);
    private final Idling idling = new Idling();
    private final Memory before;
    private Memory after;
    private long remoteAddress;
    private int remoteKey;

    private RnicEnd(final SoftRnic rnic, final int queuePairs) throws IOException {
        this.rnic = rnic;
        pd = rnic.allocatePd();
        region = rnic.registerMemory(pd, memory, AccessFlags.ALL);
        before = Memory.now();
        for (int i = 0; i < queuePairs; i++) {
            flows.add(new RnicFlow(rnic, pd, region, SEND_WINDOW));
        }
        wr.sgeCount = 1;
        wr.sge[0].region = region;
    }

    /** What this process holds, bytes. */
    private record Memory(long heap, long resident) {
        static Memory now() throws IOException {
            System.gc();
            final long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            final String statm = Files.readString(Path.of("/proc/self/statm"));
            return new Memory(heap, Long.parseLong(statm.split(" ", 3)[1]) * 4096);
        }
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final int address = Ipv4.parse(args[0]);
            try (SoftRnic rnic = SoftRnic.open(address, Integer.parseInt(args[1]), false, new SecureRandom())) {
                new RnicEnd(rnic, Integer.parseInt(args[2])).converse(conversation);
            }
        });
    }

    @Override
    Line describe(final Line line) {
        final StringBuilder numbers = new StringBuilder();
        flows.forEach(flow -> numbers.append(flow.qpNumber()).append(','));
        final Line full = line.with("address", rnic.info().address())
            .with("port", rnic.info().port()).with("memory", memory.iova())
            .with("rkey", region.rkey()).with("mtu", rnic.info().mtu()).with("qps", numbers);
        return after == null ? full : full.with("heap", after.heap() - before.heap())
            .with("resident", after.resident() - before.resident());
    }

    @Override
    void connect(final Line peer) throws IOException {
        remoteAddress = peer.number("memory");
        remoteKey = peer.integer("rkey");
        Mtu mtu = Mtu.MTU_256;
        for (final Mtu each : Mtu.values()) {
            mtu = each.bytes() <= Math.min(rnic.info().mtu(), peer.integer("mtu")) ? each : mtu;
        }
        final String[] numbers = peer.text("qps").split(",", -1);
        for (int i = 0; i < flows.size(); i++) {
            flows.get(i).connect(peer.integer("address"), peer.integer("port"), Integer.parseInt(numbers[i]), mtu, PSN);
        }
        after = Memory.now();
    }

    private int active() {
        return Math.min(ACTIVE, flows.size());
    }

    private long poll() {
        final long nowNs = System.nanoTime();
        idling.idle(rnic.poll(nowNs));
        return nowNs;
    }

    @Override
    long stream(final int size, final long untilNs) {
        final int active = active();
        final int window = Math.max(2, window(size) / active);
        final int places = BUFFER / size;
        long posted = 0;
        for (int i = 0; i < active; i++) {
            drain(flows.get(i));
            flows.get(i).startCounting();
        }
        boolean more = true;
        while (true) {
            long completed = 0;
            for (int i = 0; i < active; i++) {
                final RnicFlow flow = flows.get(i);
                while (more && flow.underWay() < window) {
                    final int offset = (int) (posted++ % places) * size;
                    request(Opcode.RDMA_WRITE, offset, size);
                    flow.post(wr);
                }
                completed += flow.completed();
            }
            if (completed == posted) {
                return completed * size;
            }
            more = poll() - untilNs < 0;
        }
    }

    private void request(final Opcode opcode, final int offset, final int size) {
        wr.opcode = opcode;
        wr.sge[0].address = memory.iova() + offset;
        wr.sge[0].length = size;
        wr.remoteAddress = remoteAddress + offset;
        wr.rkey = remoteKey;
    }

    @Override
    void roundTrips(final String kind, final int size, final long untilNs, final Latencies latencies) {
        request(kind.equals(Kind.WRITE) ? Opcode.RDMA_WRITE : Opcode.SEND, 0, size);
        final int active = active();
        for (int i = 0; System.nanoTime() - untilNs < 0; i++) {
            final RnicFlow flow = flows.get(i % active);
            if (wr.opcode == Opcode.RDMA_WRITE || flow.underWay() > SEND_WINDOW / 2) {
                drain(flow);
            }
            flow.startCounting();
            final long startNs = System.nanoTime();
            flow.post(wr);
            if (wr.opcode == Opcode.SEND) {
                while (flow.received() == 0) {
                    poll();
                }
            } else {
                while (flow.completed() == 0) {
                    poll();
                }
            }
            latencies.record(System.nanoTime() - startNs);
        }
    }

    /** Waits for the acknowledgements of earlier requests. */
    private void drain(final RnicFlow flow) {
        while (flow.underWay() > 0) {
            poll();
        }
    }

    @Override
    void serve(final String kind, final int size, final Stop stop) throws IOException {
        request(Opcode.SEND, 0, size);
        final int active = active();
        for (int i = 0; i < active; i++) {
            flows.get(i).startCounting();
        }
        final boolean answers = kind.equals(Kind.SEND);
        for (long nowNs = poll(); !stop.isTold(nowNs); nowNs = poll()) {
            for (int i = 0; answers && i < active; i++) {
                final RnicFlow flow = flows.get(i);
                if (flow.received() > 0 && flow.underWay() < SEND_WINDOW) {
                    flow.forgetReceived();
                    flow.post(wr);
                }
            }
        }
    }
}
