package io.weir.bench.cost;

import io.weir.bench.cost.process.SoakTenant;
import io.weir.bench.cost.report.Chart;
import io.weir.bench.cost.report.Findings;
import io.weir.bench.host.OneHost;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench soak}: whether it stays as it is. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
        "8 B WRITEs at half the rate that is possible, at times that do not wait for those before (open loop): whether"
            + " latency drifts, the steady path allocates, or memory grows.",
        "Exit status 1 if a figure is not as it is wanted."})
public final class SoakCommand extends CostCommand {
    private static final String DATA_PATH = "data-path";
    private static final int PERCENT = 50;
    private static final int WINDOWS = 30;
    private static final int THIRD = WINDOWS / 3;
    private static final double MIB = 1 << 20;

    @Option(names = "--minutes", paramLabel = "N",
        description = "How long (default: 30, with --quick a quarter of a minute).")
    private Double minutes;

    @Override
    void measure(final Findings findings, final Effort effort)
        throws IOException, ChildFailedException, InterruptedException {
        final double wanted = minutes != null ? minutes : effort.of(0.25, 30.0);
        measure(findings, Duration.ofMillis(Math.round(wanted * 60_000)));
    }

    void measure(final Findings findings, final Duration time)
        throws IOException, ChildFailedException, InterruptedException {
        final long windowMs = Math.max(100, time.toMillis() / WINDOWS);
        final List<Line> windows = new ArrayList<>();
        final List<Long> allocated = new ArrayList<>();
        try (OneHost host = new OneHost(1)) {
            final Child tenant = host.start(SoakTenant.class, 0);
            final long most = host.children().await(tenant, "most", OneHost.PATIENCE).number("rate");
            findings.add("8 B WRITEs without pause, each signaled", "million/s", most / 1e6);
            progress("half the load for " + time.toSeconds() + " s");
            tenant.tell(Line.of("soak").with("percent", PERCENT).with("windows", WINDOWS).with("ms", windowMs));
            Footprint early = null;
            for (int window = 0; window < WINDOWS; window++) {
                windows.add(host.children().await(tenant, "window", OneHost.PATIENCE.plusMillis(windowMs)));
                allocated.add(allocated(host));
                if (window == THIRD) {
                    early = Footprint.of(host.router().process().pid());
                }
            }
            final Footprint late = Footprint.of(host.router().process().pid());
            findings.add("growth of the router's heap", "MiB", (late.heap() - early.heap()) / MIB);
            findings.add("growth of the router's own memory", "MiB", (late.anonymous() - early.anonymous()) / MIB);
            host.children().awaitEnd(tenant, OneHost.PATIENCE);
        }
        judge(findings, windows, allocated, windowMs);
    }

    private static long allocated(final OneHost host) throws IOException {
        return host.admin().status().allocatedBytes(DATA_PATH);
    }

    private static void judge(final Findings findings, final List<Line> windows, final List<Long> allocated,
                              final long windowMs) {
        final double[] x = IntStream.range(0, WINDOWS).mapToDouble(i -> (i + 1) * windowMs / 1e3).toArray();
        for (final double level : new double[] {50, 99, 99.9}) {
            final ToDoubleFunction<Line> at = line -> Math.max(1, Distribution.of(line).at(level)) / 1e3;
            findings.curve(Chart.SOAK, "p" + Findings.number(level), x, windows.stream().mapToDouble(at).toArray());
        }
        // the first third has the last compilations in it
        for (int i = 0; i < THIRD; i++) {
            findings.add("p99 at half the load, second third of the time", "µs", p99(windows.get(THIRD + i)));
            findings.add("p99 at half the load, last third of the time", "µs", p99(windows.get(2 * THIRD + i)));
        }
        final List<Line> steady = windows.subList(THIRD, WINDOWS);
        final double count = steady.stream().mapToLong(line -> line.number("count")).sum();
        final double client = steady.stream().mapToLong(line -> line.number("allocated")).sum() / count;
        final double router = (allocated.getLast() - allocated.get(THIRD - 1)) / count;
        findings.add("8 B WRITEs at half the load", "million/s", count / steady.size() / windowMs / 1e3);
        findings.atMost("drift of p99, last third over the one before",
            findings.median("p99 at half the load, last third of the time")
                / findings.median("p99 at half the load, second third of the time"), 1.2, "", "");
        findings.atMost("router's data path allocates, for each WRITE", router, 0.1, "B", "");
        findings.atMost("client allocates, for each WRITE", client, 0.1, "B", "");
        findings.atMost("growth of the router's heap", findings.median("growth of the router's heap"), 0.5, "MiB", "");
        findings.atMost("growth of the router's own memory",
            findings.median("growth of the router's own memory"), 4, "MiB", "");
    }

    private static double p99(final Line window) {
        return Distribution.of(window).at(99) / 1e3;
    }
}
