package io.weir.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir bench verbs}: what a router adds to an RDMA device. */
@Command(
    name = "verbs",
    mixinStandardHelpOptions = true,
    description = {
        "The same operations on the same RDMA device, directly by perftest and through two routers: what Weir adds, in"
            + " microseconds and percent. The device talks with itself, so that one machine is enough.",
        "Latency is half a round trip, both sides polling; throughput is that of WRITEs with 128 under way.",
        "Both ends of the connection are one tenant's process, so that it and two routers are at work, one of which at"
            + " a time has something to do."})
final class VerbsCommand implements Callable<Integer> {
    private static final List<String> KNOWN = List.of("write_lat", "send_lat", "write_bw");
    private static final double MEBI = 1 << 20;

    @Spec
    private CommandSpec command;
    @Option(names = "--device", paramLabel = "NAME", description = "The device (default: ${DEFAULT-VALUE}).")
    private String device = "rxe0";
    @Option(names = "--gid", paramLabel = "INDEX",
        description = "Its RoCE v2 GID of an IPv4 address, for perftest (default: ${DEFAULT-VALUE}).")
    private int gid = 1;
    @Option(names = "--sizes", split = ",", paramLabel = "BYTES",
        description = "Of messages, 1 MiB at most (default: ${DEFAULT-VALUE}).")
    private List<Integer> sizes = List.of(2, 64, 1024, 4096, 65536, 1 << 20);
    @Option(names = "--operations", split = ",", paramLabel = "NAME",
        description = "Of write_lat, send_lat and write_bw (default: ${DEFAULT-VALUE}). On one processor, as with"
            + " --icount in a guest, perftest's latencies are the kernel's time slices.")
    private List<String> operations = KNOWN;
    @Option(names = "--bytes", paramLabel = "MIB",
        description = "Of each throughput measurement, in --messages at most (default: ${DEFAULT-VALUE}).")
    private int mebibytes = 16;
    @Option(names = "--messages", paramLabel = "N",
        description = "Of each measurement at most, and of latencies a quarter (default: ${DEFAULT-VALUE}).")
    private int messages = 2000;
    @Option(names = "--rounds", paramLabel = "N",
        description = "Measures each so often and tells the best, as others' work only slows down"
            + " (default: ${DEFAULT-VALUE}).")
    private int rounds = 1;
    @Option(names = "--threads",
        description = "Also tells what threads took for each message, of the round that is told.")
    private boolean threads;
    @Option(names = "--host-ns", paramLabel = "NS",
        description = "What --calibrate says on the host that emulates this processor: then it is told how much of what"
            + " is added is emulation.")
    private double hostNs = Double.NaN;
    @Option(names = "--calibrate",
        description = "Measures no device, but how long a WRITE of 8 bytes takes Weir's own code on this processor.")
    private boolean calibrate;
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException, ChildFailedException {
        if (!KNOWN.containsAll(operations)) {
            throw new CommandLine.ParameterException(
                command.commandLine(), "--operations: " + operations + ", which are not all of " + KNOWN);
        }
        final Environment environment = Environment.here();
        final List<VerbsCost> costs = new ArrayList<>();
        Emulation emulation = null;
        try (ScratchDirectory directory = new ScratchDirectory("weir-bench"); Children children = new Children()) {
            Runtime.getRuntime().addShutdownHook(new Thread(children::close));
            if (calibrate) {
                System.out.printf(Locale.ROOT, "%.1f%n", Emulation.measure(children));
                return 0;
            }
            if (!Double.isNaN(hostNs)) {
                emulation = new Emulation(Emulation.measure(children), hostNs);
            }
            direct(costs, directory.path());
            throughRouters(costs, children, directory.path());
        }
        report(environment, emulation, costs);
        return 0;
    }

    private void report(final Environment environment, final Emulation emulation, final List<VerbsCost> costs) {
        if (json) {
            final ObjectNode root = new ObjectMapper().createObjectNode();
            environment.describe(root.putObject("environment"));
            root.put("device", device).put("emulated", VerbsCost.isEmulated()).put("rounds", rounds);
            if (emulation != null) {
                emulation.describe(root.putObject("emulation"));
            }
            final ArrayNode results = root.putArray("results");
            costs.forEach(cost -> cost.describe(results.addObject()));
            System.out.println(root.toPrettyString());
        } else {
            System.out.println(environment);
            if (VerbsCost.isEmulated()) {
                System.out.println("The processor is emulated: compare by percent, and by instructions with --icount"
                    + " of bench/guest/guest.");
            }
            if (emulation != null) {
                System.out.println(emulation);
            }
            System.out.println(VerbsCost.HEADER);
            costs.forEach(cost -> System.out.println(threads ? cost.withThreads() : cost));
        }
    }

    /** All of it before a router runs: it would take part of the processors. */
    private void direct(final List<VerbsCost> costs, final Path directory) throws IOException, InterruptedException {
        final Perftest perftest = new Perftest(device, gid, directory.resolve("perftest.log"));
        for (final int size : sizes) {
            System.err.println("perftest, " + size + " B");
            for (final String operation : operations) {
                final VerbsCost cost = new VerbsCost(operation, size);
                for (int round = 0; round < rounds; round++) {
                    cost.direct(cost.isLatency() ? perftest.latency("ib_" + operation, size, latencies(size))
                        : perftest.bandwidth("ib_" + operation, size, writes(size)));
                }
                costs.add(cost);
            }
        }
    }

    private void throughRouters(final List<VerbsCost> costs, final Children children, final Path directory)
        throws IOException, InterruptedException, ChildFailedException {
        final RoutedVerbs routed = new RoutedVerbs(children, directory, device);
        System.err.println("routers and tenants start");
        routed.start();
        for (final String operation : operations) {
            System.err.println("Weir, warming up " + operation);
            routed.warmUp(operation);
        }
        for (final VerbsCost cost : costs) {
            System.err.println("Weir, " + cost.operation() + " of " + cost.size() + " B");
            final boolean latency = cost.isLatency();
            final int count = latency ? latencies(cost.size()) : writes(cost.size());
            for (int round = 0; round < rounds; round++) {
                final double seconds = routed.run(cost.operation(), cost.size(), count) / 1e9;
                cost.through(latency ? seconds * 1e6 / count / 2 : cost.size() / MEBI * count / seconds,
                    routed.threads(latency ? 2 * count : count));
            }
        }
        routed.finish();
    }

    private int latencies(final int size) {
        return Math.max(10, writes(size) / 4);
    }

    private int writes(final int size) {
        return (int) Math.max(16, Math.min(messages, mebibytes * MEBI / size));
    }
}
