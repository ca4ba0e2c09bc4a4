package io.weir.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.bench.cost.process.IdleSessions;
import io.weir.bench.cost.process.WakingTenant;
import io.weir.bench.cost.report.Chart;
import io.weir.bench.cost.report.Findings;
import io.weir.bench.host.OneHost;
import io.weir.bench.measure.ThreadTimes;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir bench growth}: tenants and queue pairs, from one to a thousand. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description = {
        "One active tenant among 1, 10, 100, 1000 attached idle ones: its 8 B WRITE, what the idle router takes of a"
            + " processor, the first WRITE after a pause, memory for each; 1, 10, 100, 1000 active queue pairs of one"
            + " tenant, and memory of 10,000 idle ones. With --quick up to 100 of each, and 1000.",
        "Exit status 1 if a figure is not as it is wanted."})
public final class GrowthCommand extends CostCommand {
    private static final int MOST_TENANTS = 1000;
    private static final int IDLE_TENANTS = 100;
    private static final int[] STEPS = {1, 10, 100, 1000};
    private static final int[] QUICK_STEPS = {1, 10, 100};
    /** The two that are active stand before the idle ones. */
    private static final int ACTIVE = 2;
    private static final String WRITE = "8 B WRITE beside idle tenants: ";
    private static final String QUEUE_PAIRS = "8 B WRITEs over active queue pairs: ";
    private static final double KIB = 1024;
    private static final Duration ATTACHING = Duration.ofMinutes(10);

    @Option(names = "--tenants", paramLabel = "N", split = ",",
        description = "Idle tenants instead, rising, such as 1,100.")
    private int[] tenants;

    @Override
    void measure(final Findings findings, final Effort effort)
        throws IOException, ChildFailedException, InterruptedException {
        final int[] steps = tenants != null ? tenants : effort.of(QUICK_STEPS, STEPS);
        final int most = Math.max(MOST_TENANTS, Arrays.stream(steps).max().orElseThrow());
        try (OneHost host = new OneHost(ACTIVE + most)) {
            final Child idle =
                host.children().start("idle tenants", host.program(IdleSessions.class, host.tenants()));
            host.children().await(idle, "ready", OneHost.PATIENCE);
            final Footprint empty = Footprint.of(host.router().process().pid());
            int attached = 0;
            for (final int step : steps) {
                progress(step + " idle tenants");
                idle.tell(Line.of("attach").with("from", ACTIVE + attached).with("to", ACTIVE + step));
                final Line done = host.children().await(idle, "done", ATTACHING);
                findings.add("attach, each of " + (step - attached), "ms",
                    done.number("ns") / 1e6 / (step - attached));
                attached = step;
                beside(findings, effort, host, step);
            }
            memory(findings, "tenant with one queue pair", empty, host, attached);
        }
        queuePairs(findings, effort);
        judge(findings, steps);
    }

    private static void beside(final Findings findings, final Effort effort, final OneHost host, final int step)
        throws IOException, ChildFailedException, InterruptedException {
        host.children().listen(Duration.ofSeconds(2));
        final long pid = host.router().process().pid();
        for (int run = 0; run < effort.runs(); run++) {
            final long beforeNs = System.nanoTime();
            final long before = ThreadTimes.of(pid).total();
            host.children().listen(Duration.ofSeconds(effort.of(3, 10)));
            findings.add(idleName(step), "% of a core",
                (ThreadTimes.of(pid).total() - before) * 100.0 / (System.nanoTime() - beforeNs));
        }
        final Child waking = host.start(WakingTenant.class, 0);
        host.children().await(waking, "ready", OneHost.PATIENCE);
        for (int run = 0; run < effort.runs(); run++) {
            waking.tell(Line.of("wake").with("count", effort.of(25, 100)));
            final Distribution woken = Distribution.of(host.children().await(waking, "woken", OneHost.PATIENCE));
            Latency.add(findings, firstName(step), woken, "µs", 1e3);
        }
        waking.tell(Line.of("bye"));
        host.children().awaitEnd(waking, OneHost.PATIENCE);
        for (int run = 0; run < effort.runs(); run++) {
            final JsonNode result = new PerfRun(host, effort.of(1000L, 3000L))
                .run("write-lat", "--completion", "-s", "8", "-D", effort.of("0.7", "2")).getFirst();
            Latency.add(findings, WRITE + step, PerfRun.distribution(result), "ns", 1);
        }
    }

    private static String idleName(final int step) {
        return "router idle, tenants: " + step;
    }

    private static String firstName(final int step) {
        return "first 8 B WRITE after a pause, idle tenants: " + step;
    }

    private static void memory(final Findings findings, final String what, final Footprint before, final OneHost host,
                               final int count) throws IOException, InterruptedException {
        final Footprint after = Footprint.of(host.router().process().pid());
        findings.add("router's heap for each " + what, "KiB", (after.heap() - before.heap()) / KIB / count);
        findings.add("router's own memory for each " + what, "KiB",
            (after.anonymous() - before.anonymous()) / KIB / count);
        findings.add("segments and files in memory for each " + what, "KiB",
            (after.shared() - before.shared()) / KIB / count);
    }

    private static void queuePairs(final Findings findings, final Effort effort)
        throws IOException, ChildFailedException, InterruptedException {
        final int many = 10_000;
        try (OneHost host = new OneHost(ACTIVE, ", quota: {qps: " + 2 * many + "}")) {
            for (int run = 0; run < effort.runs(); run++) {
                for (final int count : STEPS) {
                    progress(count + " active queue pairs, run " + (run + 1) + " of " + effort.runs());
                    findings.add(QUEUE_PAIRS + count, "million/s", new PerfRun(host, effort.of(1000L, 3000L))
                        .run("write-bw", "-s", "8", "-D", effort.of("0.5", "2"), "-q", Integer.toString(count), "-t",
                            Integer.toString(Math.max(4, 256 / count)), "-Q", "1").getFirst()
                        .get("messages_per_second").asDouble() / 1e6);
                }
            }
            progress("10,000 idle queue pairs");
            final Child idle =
                host.children().start("idle tenants", host.program(IdleSessions.class, host.tenants()));
            idle.tell(Line.of("attach").with("from", 0).with("to", 1));
            host.children().await(idle, "done", OneHost.PATIENCE);
            final Footprint before = Footprint.of(host.router().process().pid());
            idle.tell(Line.of("queue-pairs").with("count", many));
            host.children().await(idle, "done", OneHost.PATIENCE);
            memory(findings, "idle queue pair", before, host, many);
        }
    }

    private static void judge(final Findings findings, final int[] steps) {
        final double[] x = IntStream.of(steps).asDoubleStream().toArray();
        findings.curve(Chart.TENANTS, "p50", x,
            IntStream.of(steps).mapToDouble(step -> findings.median(Latency.p50(WRITE + step)) / 1e3).toArray());
        findings.curve(Chart.IDLE, "router", x,
            IntStream.of(steps).mapToDouble(step -> findings.median(idleName(step))).toArray());
        findings.curve(Chart.QUEUE_PAIRS, "8 B WRITEs", IntStream.of(STEPS).asDoubleStream().toArray(),
            IntStream.of(STEPS).mapToDouble(count -> findings.median(QUEUE_PAIRS + count)).toArray());
        if (Arrays.stream(steps).anyMatch(step -> step == IDLE_TENANTS)) {
            findings.atMost(idleName(IDLE_TENANTS), findings.median(idleName(IDLE_TENANTS)), 1, "% of a core", "");
            final String first = Latency.p50(firstName(IDLE_TENANTS));
            findings.atMost(first, findings.median(first), 100, "µs", "");
        }
        final String least = Latency.p50(WRITE + steps[0]);
        for (int i = 1; i < steps.length; i++) {
            findings.atMost(Latency.p50(WRITE + steps[i]) + ", over " + steps[0],
                findings.median(Latency.p50(WRITE + steps[i])) / findings.median(least), 1.2, "",
                findings.beside(least));
        }
        final String one = QUEUE_PAIRS + STEPS[0];
        for (int i = 1; i < STEPS.length; i++) {
            findings.atLeast(QUEUE_PAIRS + STEPS[i] + ", over 1",
                findings.median(QUEUE_PAIRS + STEPS[i]) / findings.median(one), 0.8, "", findings.beside(one));
        }
        findings.atMost("memory for each idle queue pair, router's own and shared",
            findings.median("router's own memory for each idle queue pair")
                + findings.median("segments and files in memory for each idle queue pair"), 64, "KiB", "");
    }
}
