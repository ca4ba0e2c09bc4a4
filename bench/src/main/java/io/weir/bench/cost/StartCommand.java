package io.weir.bench.cost;

import io.weir.bench.cost.process.StartingTenant;
import io.weir.bench.cost.report.Chart;
import io.weir.bench.cost.report.Findings;
import io.weir.bench.host.OneHost;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/** {@code weir bench start}: how long it takes until things work, and until they are fast. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = {
        "From the start of a router's process until it serves; from a tenant's main until it is attached; a second"
            + " device of the same process; 8 B WRITEs in a tenant's first second, before the compilers have had their"
            + " turn.",
        "Exit status 1 if a figure is not as it is wanted."})
public final class StartCommand extends CostCommand {
    private static final String ROUTER = "router serves, since its process was started";
    private static final String TENANT = "tenant attached, since its main began";
    private static final String AGAIN = "second device of the same process";
    private static final String FIRST = "8 B WRITE in a tenant's first second";
    private static final int PER_RUN = 3;
    private static final double MS = 1e6;

    @Override
    void measure(final Findings findings, final Effort effort)
        throws IOException, ChildFailedException, InterruptedException {
        Line second = null;
        for (int run = 0; run < PER_RUN * effort.runs(); run++) {
            progress("start " + (run + 1) + " of " + PER_RUN * effort.runs());
            final long startNs = System.nanoTime();
            try (OneHost host = new OneHost(1)) {
                findings.add(ROUTER, "ms", (System.nanoTime() - startNs) / MS);
                final Child tenant = host.start(StartingTenant.class, 0);
                findings.add(TENANT, "ms", await(host, tenant, "attached").number("ns") / MS);
                findings.add(AGAIN, "ms", await(host, tenant, "again").number("ns") / MS);
                second = await(host, tenant, "second");
                Latency.add(findings, FIRST, Distribution.of(second), "µs", 1e3);
                host.children().awaitEnd(tenant, OneHost.PATIENCE);
            }
        }
        final Line last = second;
        findings.curve(Chart.START, "median of each 100 ms",
            IntStream.range(0, StartingTenant.PARTS).mapToDouble(i -> i * 100.0).toArray(),
            IntStream.range(0, StartingTenant.PARTS).mapToDouble(i -> Math.max(1, last.number("p50_" + i)) / 1e3)
                .toArray());
        findings.atMost(ROUTER, findings.median(ROUTER), 400, "ms", "");
        findings.atMost(TENANT, findings.median(TENANT), 200, "ms", "");
        findings.atMost(AGAIN, findings.median(AGAIN), 20, "ms", "");
    }

    private static Line await(final OneHost host, final Child tenant, final String word)
        throws ChildFailedException, InterruptedException {
        return host.children().await(tenant, word, OneHost.PATIENCE);
    }
}
