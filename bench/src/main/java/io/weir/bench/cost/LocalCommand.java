package io.weir.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.bench.cost.peer.Means;
import io.weir.bench.cost.process.EmptyPollTenant;
import io.weir.bench.cost.report.Chart;
import io.weir.bench.cost.report.Findings;
import io.weir.bench.host.OneHost;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/** {@code weir bench local}: the data path between tenants of one host, beside the limit and the others. */
@Command(
    name = "local",
    mixinStandardHelpOptions = true,
    description = {
        "WRITEs and SENDs between two tenants of one host: latency, throughput, rate, and what an empty poll costs;"
            + " beside a relay in C that does nothing else (the limit), memcpy, TCP, a Unix socket, Aeron IPC and netty"
            + " in the same run. Needs a C compiler and iperf3.",
        "Exit status 1 if a figure is not as it is wanted."})
public final class LocalCommand extends CostCommand {
    private static final String WRITE = "Weir, 8 B WRITE";
    private static final String SEND = "Weir, 64 B SEND and one back";
    private static final String RELAY = "relay in C, 8 B";
    private static final String RATE = "Weir, 8 B WRITEs by lists of 16, moderated";
    private static final String POLL = "Weir, empty poll";
    private static final int SMALL = 8;
    private static final int MESSAGE = 64;
    private static final int[] SIZES = {64, 512, 4096, 16_384, 65_536, 262_144, 1 << 20, 4 << 20, 16 << 20};
    private static final int[] QUICK_SIZES = {64, 4096, 65_536, 1 << 20, 16 << 20};
    private static final int BULK = 65_536;
    private static final double GB = 1e9;

    @Override
    void measure(final Findings findings, final Effort effort)
        throws IOException, ChildFailedException, InterruptedException {
        try (ScratchDirectory directory = new ScratchDirectory("weir-relay")) {
            final Relay relay = new Relay(directory.path());
            for (int run = 1; run <= effort.runs(); run++) {
                progress("run " + run + " of " + effort.runs());
                final boolean last = run == effort.runs();
                latencies(findings, relay, effort, last);
                throughput(findings, relay, effort, last);
            }
        }
        judge(findings, effort);
    }

    private static void latencies(final Findings findings, final Relay relay, final Effort effort, final boolean last)
        throws IOException, ChildFailedException, InterruptedException {
        final long ms = effort.of(700L, 2000L);
        final String seconds = effort.of("0.7", "2");
        progress("  latency: relay in C");
        latency(findings, RELAY, relay.latency(SMALL, ms), last);
        try (OneHost host = new OneHost(2)) {
            final PerfRun perf = new PerfRun(host, effort.of(1000L, 3000L));
            progress("  latency: 8 B WRITE");
            latency(findings, WRITE, PerfRun.distribution(perf.run(
                "write-lat", "--completion", "-s", Integer.toString(SMALL), "-D", seconds).getFirst()), last);
            progress("  latency: 64 B SEND");
            // perftest tells half of a round trip
            latency(findings, SEND, PerfRun.distribution(perf.run(
                "send-lat", "-s", Integer.toString(MESSAGE), "-D", seconds).getFirst()).times(2), last);
        }
        for (final Means means : Means.values()) {
            progress("  latency: " + means);
            latency(findings, there(means), PeerRun.pingPong(means, MESSAGE, ms), last);
        }
    }

    private static String there(final Means means) {
        return means + ", 64 B and back";
    }

    private static void latency(final Findings findings, final String name, final Distribution distribution,
                                final boolean last) {
        Latency.add(findings, name, distribution, "ns", 1);
        if (last) {
            Latency.draw(findings, Chart.LATENCY, name, distribution);
        }
    }

    private static void throughput(final Findings findings, final Relay relay, final Effort effort, final boolean last)
        throws IOException, ChildFailedException, InterruptedException {
        final int[] sizes = effort.of(QUICK_SIZES, SIZES);
        final long ms = effort.of(300L, 1000L);
        final String seconds = effort.of("0.3", "1");
        progress("  throughput: relay in C, memcpy");
        for (final int size : sizes) {
            findings.add(bulk("relay in C", size), "GB/s", relay.throughput(size, ms) * size / GB);
            findings.add(bulk("memcpy", size), "GB/s", relay.copies(size, ms) * size / GB);
        }
        findings.add(RELAY + " by lists of 16", "million/s", relay.throughput(SMALL, ms) / 1e6);
        progress("  throughput: WRITEs");
        try (OneHost host = new OneHost(2)) {
            final PerfRun perf = new PerfRun(host, effort.of(1000L, 3000L));
            final String list = IntStream.of(sizes).mapToObj(Integer::toString).collect(Collectors.joining(","));
            for (final JsonNode result : perf.run("write-bw", "-s", list, "-D", seconds, "-t", "128", "-Q", "1")) {
                findings.add(bulk("Weir, WRITE", result.get("bytes").asInt()), "GB/s",
                    result.get("bw_average_bytes_per_second").asDouble() / GB);
            }
            progress("  rate: 8 B WRITEs");
            findings.add(RATE, "million/s", perf.run("write-bw", "-s", Integer.toString(SMALL), "-D", seconds, "-t",
                "256", "-l", "16", "-Q", "64").getFirst().get("messages_per_second").asDouble() / 1e6);
            progress("  empty polls");
            final Child tenant = host.start(EmptyPollTenant.class, 0);
            final Line polled = host.children().await(tenant, "done", OneHost.PATIENCE);
            findings.add(POLL, "ns", polled.number("picoseconds") / 1e3);
        }
        progress("  throughput: TCP by iperf3");
        findings.add("TCP loopback, iperf3", "GB/s", PeerRun.iperf(effort.of(1L, 2L)) / GB);
        if (last) {
            draw(findings, sizes);
        }
    }

    private static String bulk(final String who, final int size) {
        return who + ", " + Sizes.text(size);
    }

    private static void draw(final Findings findings, final int[] sizes) {
        final double[] x = IntStream.of(sizes).asDoubleStream().toArray();
        for (final String who : List.of("relay in C", "memcpy", "Weir, WRITE")) {
            findings.curve(Chart.THROUGHPUT, who, x,
                IntStream.of(sizes).mapToDouble(size -> findings.median(bulk(who, size))).toArray());
        }
        final double tcp = findings.median("TCP loopback, iperf3");
        findings.curve(Chart.THROUGHPUT, "TCP loopback, iperf3", new double[] {x[0], x[x.length - 1]},
            new double[] {tcp, tcp});
    }

    private static void judge(final Findings findings, final Effort effort) {
        findings.atMost(WRITE + ", p50", findings.median(Latency.p50(WRITE)), 300, "ns",
            findings.beside(Latency.p50(RELAY)));
        findings.atMost(WRITE + ", p99", findings.median(Latency.p99(WRITE)), 700, "ns",
            findings.beside(Latency.p99(RELAY)));
        final double send = findings.median(Latency.p50(SEND));
        findings.atMost(SEND + ", p50", send, 8000, "ns", findings.beside(Latency.p50(there(Means.AERON))));
        for (final Means means : Means.values()) {
            final double there = findings.median(Latency.p50(there(means)));
            if (means == Means.TCP) {
                findings.atLeast(means + " over " + SEND + ", p50", there / send, 6, "",
                    findings.beside(Latency.p50(there(means))));
            }
        }
        for (final int size : effort.of(QUICK_SIZES, SIZES)) {
            if (size >= BULK) {
                findings.atLeast(bulk("Weir, WRITE", size) + ", of the relay in C",
                    findings.median(bulk("Weir, WRITE", size)) / findings.median(bulk("relay in C", size)), 0.9, "",
                    findings.beside(bulk("relay in C", size)));
            }
        }
        findings.atLeast(RATE, findings.median(RATE), 10, "million/s", findings.beside(RELAY + " by lists of 16"));
        findings.atMost(POLL, findings.median(POLL), 10, "ns", "");
    }
}
