package io.weir.bench.cost;

import io.weir.bench.cost.peer.Means;
import io.weir.bench.cost.process.ControlTenant;
import io.weir.bench.cost.report.Chart;
import io.weir.bench.cost.report.Findings;
import io.weir.bench.host.OneHost;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code weir bench control}: control verbs. */
@Command(
    name = "control",
    mixinStandardHelpOptions = true,
    description = {
        "Control verbs of a tenant, over Aeron IPC: create and destroy completion queues and queue pairs, register"
            + " 4 KiB, with the router awake and asleep; 10,000 queue pairs; 1 GiB registered at once. Beside Aeron IPC"
            + " and a Unix socket.",
        "Exit status 1 if a figure is not as it is wanted."})
public final class ControlCommand extends CostCommand {
    private static final String AWAKE = ", router awake";
    private static final String ASLEEP = ", router asleep";
    private static final String CREATE_MANY = "create 10,000 QPs";
    private static final String REGISTER_LARGE = "register 1 GiB that is there";
    private static final int MANY = 10_000;
    private static final int WARM_UP = 15_000;
    private static final int PAUSE_MS = 25;
    private static final long GIB = 1L << 30;
    private static final double US = 1e3;

    @Override
    void measure(final Findings findings, final Effort effort)
        throws IOException, ChildFailedException, InterruptedException {
        for (int run = 1; run <= effort.runs(); run++) {
            progress("run " + run + " of " + effort.runs());
            final boolean last = run == effort.runs();
            final String quotas = ", quota: {qps: " + 2 * MANY + ", registered: 4GiB}";
            try (OneHost host = new OneHost(1, quotas)) {
                final Child tenant = host.start(ControlTenant.class, 0);
                host.children().await(tenant, "ready", OneHost.PATIENCE);
                progress("  verbs, awake");
                ask(host, tenant, Line.of("verbs").with("count", WARM_UP).with("pause", 0));
                verbs(findings, AWAKE, last, ask(host, tenant,
                    Line.of("verbs").with("count", effort.of(1000, 5000)).with("pause", 0)));
                progress("  verbs, asleep");
                verbs(findings, ASLEEP, last, ask(host, tenant,
                    Line.of("verbs").with("count", effort.of(20, 150)).with("pause", PAUSE_MS)));
                progress("  10,000 queue pairs, 1 GiB");
                final Line many = ask(host, tenant, Line.of("many").with("count", MANY));
                findings.add(CREATE_MANY, "s", many.number("created") / 1e9);
                findings.add("destroy 10,000 QPs", "s", many.number("destroyed") / 1e9);
                findings.add(REGISTER_LARGE, "ms",
                    ask(host, tenant, Line.of("register").with("bytes", GIB)).number("ns") / 1e6);
            }
            for (final Means means : new Means[] {Means.AERON, Means.UNIX}) {
                progress("  " + means);
                final Distribution there = PeerRun.pingPong(means, 64, effort.of(500L, 1500L));
                Latency.add(findings, beside(means), there, "µs", US);
                if (last) {
                    Latency.draw(findings, Chart.CONTROL, means.toString(), there);
                }
            }
        }
        judge(findings);
    }

    private static Line ask(final OneHost host, final Child tenant, final Line order)
        throws ChildFailedException, InterruptedException {
        tenant.tell(order);
        return host.children().await(tenant, order.word(), OneHost.PATIENCE);
    }

    private static void verbs(final Findings findings, final String state, final boolean last, final Line line) {
        for (final String verb : ControlTenant.VERBS) {
            final Distribution distribution = Distribution.of(line, verb);
            final String name = name(verb) + state;
            Latency.add(findings, name, distribution, "µs", US);
            if (last) {
                Latency.draw(findings, Chart.CONTROL, name, distribution);
            }
        }
    }

    private static String name(final String verb) {
        return verb.replace('_', ' ');
    }

    /** In a unit of its own. */
    private static String beside(final Means means) {
        return means + ", 64 B and back, beside control verbs";
    }

    private static void judge(final Findings findings) {
        final String aeron = findings.beside(Latency.p50(beside(Means.AERON)));
        final String unix = findings.beside(Latency.p50(beside(Means.UNIX)));
        for (final String verb : ControlTenant.VERBS) {
            final String awake = name(verb) + AWAKE;
            findings.atMost(awake + ", p50", findings.median(Latency.p50(awake)), 10, "µs", aeron);
            findings.atMost(awake + ", p99", findings.median(Latency.p99(awake)), 50, "µs", aeron);
            final String asleep = name(verb) + ASLEEP;
            findings.atMost(asleep + ", p50", findings.median(Latency.p50(asleep)), 150, "µs", unix);
        }
        findings.atMost(CREATE_MANY, findings.median(CREATE_MANY), 2, "s", "");
        findings.atMost(REGISTER_LARGE, findings.median(REGISTER_LARGE), 5, "ms", "");
    }
}
