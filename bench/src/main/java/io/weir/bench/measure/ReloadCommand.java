package io.weir.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import io.weir.router.accounting.Operation;
import io.weir.router.accounting.UsageSnapshot;
import io.weir.router.admin.AdminClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir bench reload}: what changing a tenant's limits under load costs and loses, and when it takes effect. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = {
        "Changes the limits of a tenant that WRITEs 8 bytes without pause: how much of its throughput that costs"
            + " (rounds with changes beside rounds without, in turn), whether an operation is lost, and how long a"
            + " change takes to have effect, by 'weir limit set' and by an edited file.",
        "Changes come at a pace of 10 a second, or what --pace says. The one who makes them shares the processors with"
            + " the router and the tenant; the router's own processor time is told apart."})
final class ReloadCommand implements Callable<Integer> {
    private static final String TENANT = "blue";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double MOST_COST_PERCENT = 1;
    private static final double MOST_MS_TO_EFFECT = 50;
    private static final double PERCENT = 100;
    private static final int ROUNDS = 10;
    private static final long WARM_UP = 5_000_000;
    private static final long EFFECT_OPERATIONS = 2_000_000;
    private static final int MOST_PACE = 1000;
    private static final String DATA_PATH = "data-path";

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;
    @Option(names = "--changes", paramLabel = "N", description = "Under load, in all (default: ${DEFAULT-VALUE}).")
    private int changes = 1_000;
    @Option(names = "--pace", paramLabel = "N", description = "Changes a second (default: ${DEFAULT-VALUE}).")
    private int pace = 10;
    @Option(names = "--trials", paramLabel = "N",
        description = "Of the time to effect, each way (default: ${DEFAULT-VALUE}).")
    private int trials = 30;

    @Spec
    private CommandSpec spec;
    private Children children;
    private Child tenant;
    private AdminClient router;
    private Path counters;
    private int changed;
    private long routerPid;
    private long operations = WARM_UP;
    /** Of all the router's threads but the data path, which is always at work. */
    private long quietProcessorNs;
    private long busyProcessorNs;

    @Override
    public Integer call() throws IOException, InterruptedException, ChildFailedException {
        if (pace < 1 || pace > MOST_PACE || changes < 1 || trials < 1) {
            throw new ParameterException(spec.commandLine(),
                "--pace is from 1 to " + MOST_PACE + ", --changes and --trials at least 1");
        }
        final ObjectNode root = new ObjectMapper().createObjectNode();
        final Environment environment = Environment.here();
        environment.describe(root.putObject("environment"));
        try (ScratchDirectory directory = new ScratchDirectory("weir-bench"); Children all = new Children()) {
            Runtime.getRuntime().addShutdownHook(new Thread(all::close));
            children = all;
            final Bed bed = new Bed(all, directory.path());
            System.err.println("routers and a tenant start");
            bed.startRouters();
            tenant = bed.startTenant(TENANT, SteadyTenant.class);
            bed.connect(tenant);
            routerPid = bed.router().process().pid();
            router = bed.admin();
            counters = bed.routerDirectory().resolve("counters.weir");
            measureCost(root);
            System.err.println("time to effect");
            measureEffect(new PolicySwitch(router, bed.configuration(), TENANT), root);
            bed.dismiss();
        }
        final boolean good = root.get("cost_percent").asDouble() < MOST_COST_PERCENT
            && root.get("lost_operations").asLong() == 0
            && root.get("limit_set_ms").get("longest").asDouble() < MOST_MS_TO_EFFECT
            && root.get("edited_file_ms").get("longest").asDouble() < MOST_MS_TO_EFFECT;
        root.put("ok", good);
        System.out.println(json ? root.toPrettyString() : text(environment, root));
        return good ? 0 : 1;
    }

    /** Without, with, with, without: what drifts meanwhile cancels out. */
    private void measureCost(final ObjectNode root) throws IOException, InterruptedException, ChildFailedException {
        final long before = written();
        System.err.println("warm-up");
        round(0);
        final long warmNs = round(0);
        long written = 2 * operations;
        // as many as go in the time that a round's changes take at that pace
        operations = Math.max(1, TimeUnit.SECONDS.toNanos(changes) / ROUNDS / pace * WARM_UP / warmNs);
        long quietNs = 0;
        long busyNs = 0;
        for (int i = 0; i < ROUNDS; i++) {
            System.err.println("round " + (i + 1) + " of " + ROUNDS);
            final int share = changes / ROUNDS + (i < changes % ROUNDS ? 1 : 0);
            final boolean quietFirst = i % 2 == 0;
            for (final boolean quiet : new boolean[] {quietFirst, !quietFirst}) {
                final long processorNs = processorNs();
                final long tookNs = round(quiet ? 0 : share);
                quietNs += quiet ? tookNs : 0;
                busyNs += quiet ? 0 : tookNs;
                quietProcessorNs += quiet ? processorNs() - processorNs : 0;
                busyProcessorNs += quiet ? 0 : processorNs() - processorNs;
                written += operations;
            }
        }
        router.clearLimits(TENANT);
        root.put("changes", changed);
        root.put("changes_per_second", pace);
        root.put("operations", written);
        root.put("lost_operations", written - (written() - before));
        root.put("quiet_ns_per_operation", quietNs / (double) (ROUNDS * operations));
        root.put("changing_ns_per_operation", busyNs / (double) (ROUNDS * operations));
        root.put("cost_percent", PERCENT * (busyNs - quietNs) / quietNs);
        root.put("router_us_per_change",
            (busyProcessorNs - (double) quietProcessorNs * busyNs / quietNs) / 1e3 / Math.max(1, changed));
    }

    private long processorNs() throws IOException {
        final ThreadTimes times = ThreadTimes.of(routerPid);
        return times.total() - times.of(DATA_PATH);
    }

    /** As many operations with so many changes among them; the tenant ends only when each has completed well. */
    private long round(final int share) throws IOException, InterruptedException, ChildFailedException {
        tenant.tell(Line.of("write").with("count", operations));
        final long pauseNs = TimeUnit.SECONDS.toNanos(1) / pace;
        for (int i = 0; i < share; i++) {
            final long nextNs = System.nanoTime() + pauseNs;
            // never so low that it holds the tenant back
            router.setLimits(TENANT, Map.of("limit.egress", (100 + changed % 2 * 100) + "Gbit"));
            changed++;
            LockSupport.parkNanos(nextNs - System.nanoTime());
        }
        return children.await(tenant, "done", PATIENCE).number("ns");
    }

    private void measureEffect(final PolicySwitch policy, final ObjectNode root)
        throws IOException, InterruptedException, ChildFailedException {
        // a tenant that has nothing left to write looks like one that is held back
        tenant.tell(Line.of("write").with("count", Math.max(operations, EFFECT_OPERATIONS)));
        effect(policy::closeByHand, policy::openByHand, root.putObject("limit_set_ms"));
        policy.openByHand();
        router.clearLimits(TENANT);
        effect(policy::closeByFile, policy::openByFile, root.putObject("edited_file_ms"));
        children.await(tenant, "done", PATIENCE);
    }

    private void effect(final PolicySwitch.Step close, final PolicySwitch.Step open, final ObjectNode node)
        throws IOException {
        final long[] tookNs = new long[trials];
        for (int i = 0; i < trials; i++) {
            close.run();
            final long stalledAt = awaitStall();
            final long beginNs = System.nanoTime();
            open.run();
            while (written() == stalledAt) {
                requireTime(beginNs, "a raised limit has no effect");
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
            }
            tookNs[i] = System.nanoTime() - beginNs;
        }
        Arrays.sort(tookNs);
        node.put("median", tookNs[trials / 2] / 1e6);
        node.put("longest", tookNs[trials - 1] / 1e6);
    }

    /** Until the tenant is held back: nothing was written for some time; how much was. */
    private long awaitStall() throws IOException {
        final long beginNs = System.nanoTime();
        long written = written();
        long sinceNs = beginNs;
        while (System.nanoTime() - sinceNs < TimeUnit.MILLISECONDS.toNanos(20)) {
            requireTime(beginNs, "a lowered limit has no effect");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            final long now = written();
            if (now != written) {
                written = now;
                sinceNs = System.nanoTime();
            }
        }
        return written;
    }

    private static void requireTime(final long beginNs, final String otherwise) throws IOException {
        if (System.nanoTime() - beginNs > TimeUnit.SECONDS.toNanos(10)) {
            throw new IOException(otherwise + " within 10 s");
        }
    }

    private long written() throws IOException {
        return UsageSnapshot.read(counters).tenant(TENANT).orElseThrow().operations().get(Operation.WRITE).messages();
    }

    private static String text(final Environment environment, final ObjectNode root) {
        return environment + "\n" + String.format(Locale.ROOT, """
            %d changes of a limit among %d WRITEs of 8 bytes: %d lost
            without changes %.1f ns each, with %d a second %.1f ns: the changes cost %.2f %% of throughput
            a change takes %.0f µs of the router's processor time
            time to effect: limit set %.1f ms (longest %.1f), edited file %.1f ms (longest %.1f)
            %s""", root.get("changes").asInt(), root.get("operations").asLong(),
            root.get("lost_operations").asLong(), root.get("quiet_ns_per_operation").asDouble(),
            root.get("changes_per_second").asInt(), root.get("changing_ns_per_operation").asDouble(),
            root.get("cost_percent").asDouble(), root.get("router_us_per_change").asDouble(),
            root.get("limit_set_ms").get("median").asDouble(), root.get("limit_set_ms").get("longest").asDouble(),
            root.get("edited_file_ms").get("median").asDouble(), root.get("edited_file_ms").get("longest").asDouble(),
            root.get("ok").asBoolean() ? "good" : "NOT GOOD");
    }
}
