package io.weir.router.admin;

import io.weir.policy.RateLimiter;
import io.weir.policy.TenantPolicy;
import io.weir.router.accounting.CountersFile;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.LatencyHistogram;
import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.accounting.ledger.LedgerStatus;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A router that says of itself what a test wants to hear: two tenants, two rails, a peer. Its clock is the test's. */
public final class SampleRouter implements AdminApi, AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000;
    private static final int BLOCK = 64 * 1024;

    private final CountersFile counters;
    private final LatencyHistogram latency = new LatencyHistogram();
    private final EventRing events = new EventRing(1_000);
    private final List<TenantStatus> tenants;
    private long nowNs = 7 * SECOND_NS;
    private long wire;
    private long heldNs;

    /** Counts in a file in that directory. */
    public SampleRouter(final Path directory) throws IOException {
        counters = CountersFile.open(directory.resolve("counters.weir"), List.of("acme", "globex"));
        tenants = List.of(
            new TenantStatus("acme", "blue", "10.1.0.1", 2, 1 << 20, 1L << 33, 200_000_000L, null, 100_000L, 2),
            new TenantStatus("globex", "green", "10.1.0.1", 1, 0, 1L << 33, null, null, null, 1));
        events.add(2_000, "attach", "acme", "attached session 1 of acme (<b>pid</b> 7)");
        events.add(3_000, "rail", "10.0.0.1:4791", "rail soft 10.0.0.1:4791: PORT_ACTIVE");
    }

    /** A second in which acme wrote so many blocks of 64 KiB, each taking 100 µs, and was held back for half of it. */
    public synchronized void second(final int blocks) {
        for (int i = 0; i < blocks; i++) {
            counters.tenant("acme").completed(WcOpcode.RDMA_WRITE, BLOCK);
            latency.record(100_000);
        }
        counters.tenant("acme").held(Direction.EGRESS, RateLimiter.Reason.BYTES, SECOND_NS / 2);
        counters.tenant("globex").failed(WcStatus.REM_ACCESS_ERR);
        heldNs += SECOND_NS / 2;
        wire += (long) blocks * BLOCK / 4;
        nowNs += SECOND_NS;
    }

    /** One more event. */
    public void event(final String kind, final String subject, final String text) {
        events.add(4_000, kind, subject, text);
    }

    @Override
    public RouterStatus status() {
        return new RouterStatus("node1", 42, "/run/weir", 1_000, "soft 10.0.0.1:4791", "10.0.0.1:4790",
            List.of(new PeerStatus("node2", "10.0.0.2:4790", "10.0.0.2:4791", false)), tenants, Map.of(), List.of(),
            new PolicyStatus(1, 1_000, 0, null, 0));
    }

    @Override
    public List<Resource> resources() {
        return List.of(Resource.of("mr", "acme", 1, 7, 0x11).asMr(0x5eca, 0x5ecb, 4096));
    }

    @Override
    public PolicyReport policy() {
        return new PolicyReport(3, 5_000, "/etc/weir/weir.yaml", 2,
            new PolicyReport.Rejection(6_000, List.of("weir.yaml:7:3: unknown key 'limits': write 'limit'")), List.of(),
            Map.of(), List.of(PolicyReport.rules(TenantPolicy.of("acme", Set.of(), Set.of(), "blue", 0x0a010001),
                key -> "/etc/weir/weir.yaml:5:3")));
    }

    @Override
    public UsageSnapshot usage() throws IOException {
        return counters.snapshot();
    }

    @Override
    public synchronized Activity activity() throws IOException {
        return new Activity(nowNs, status(), UsageReport.of(usage()),
            List.of(new TenantActivity("acme", Map.of("qp", 3, "mr", 1), 17, Map.of("egress", "bytes"),
                    Map.of("egress", Map.of("bytes", heldNs, "rail", 0L)), Map.of("egress", new Excess(4, 3, 2)),
                    latency.snapshot()),
                new TenantActivity("globex", Map.of("qp", 1), 0, Map.of(), Map.of(), Map.of(),
                    new LatencyHistogram().snapshot())),
            List.of(new RailActivity("local", "memory", true, Map.of()),
                new RailActivity("soft", "10.0.0.1:4791", true, Map.of("port_xmit_data", wire, "port_rcv_data", 9L,
                    "port_xmit_packets", wire / 256, "port_rcv_packets", 3L, "packet_seq_err", 2L))),
            List.of(new ThreadActivity("data-path", nowNs / 4, nowNs / 2, Map.of("messages", 7_000L)),
                new ThreadActivity("control", 5, 9, Map.of())),
            events.counts(), new LedgerStatus("ledger.db", 3, 5_000, null, 0, 0));
    }

    @Override
    public EventPage events(final long after) {
        return events.after(after);
    }

    @Override
    public void close() {
        counters.close();
    }
}
