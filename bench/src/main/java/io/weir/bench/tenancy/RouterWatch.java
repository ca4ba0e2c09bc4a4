package io.weir.bench.tenancy;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Line;
import io.weir.bench.process.ProcessThread;
import io.weir.router.accounting.Latencies;
import io.weir.router.admin.TenantActivity;
import java.io.IOException;
import java.util.List;

/** What the router alone is to blame for: its data path has a processor of its own, and its clock measures. */
final class RouterWatch {
    private static final String DATA_PATH = "data-path";
    private static final String VICTIM = "t0";

    private final Host host;
    private final Child victim;
    private final ProcessThread victimThread;

    /**
     * What the victim had.
     *
     * @param p50      microseconds from hearing the doorbell to writing the completion, known to within 25 %
     * @param p99      as well
     * @param gigabits per second in which the victim did not stand in line for a processor
     */
    record Seen(double p50, double p99, double gigabits) {
    }

    RouterWatch(final Host host, final Child victim) throws IOException {
        this.host = host;
        this.victim = victim;
        victimThread = ProcessThread.main(victim.process().pid());
    }

    /** The last processor is the data path's, the others are everybody else's. */
    void takeProcessor(final List<Child> others) throws IOException, InterruptedException {
        final int last = Runtime.getRuntime().availableProcessors() - 1;
        final String rest = "0-" + (last - 1);
        for (final ProcessThread thread : ProcessThread.of(host.router().process().pid())) {
            thread.confine(thread.name().equals(DATA_PATH) ? Integer.toString(last) : rest);
        }
        for (final Child other : others) {
            for (final ProcessThread thread : ProcessThread.of(other.process().pid())) {
                thread.confine(rest);
            }
        }
    }

    Seen watch(final long ms) throws IOException, ChildFailedException, InterruptedException {
        final Latencies before = latencies();
        host.ask(victim, Line.of("send").with("ms", ms), "sent");
        final Latencies sends = latencies().since(before);
        final long waitedNs = victimThread.waitedNs();
        final Line wrote = host.ask(victim, Line.of("write").with("ms", ms), "wrote");
        final long ownNs = wrote.number("ns") - (victimThread.waitedNs() - waitedNs);
        return new Seen(sends.percentileNs(50) / 1e3, sends.percentileNs(99) / 1e3,
            8.0 * wrote.number("bytes") / ownNs);
    }

    private Latencies latencies() throws IOException {
        return host.admin().activity().tenants().stream().filter(tenant -> tenant.name().equals(VICTIM)).findFirst()
            .map(TenantActivity::latency).orElseThrow();
    }
}
