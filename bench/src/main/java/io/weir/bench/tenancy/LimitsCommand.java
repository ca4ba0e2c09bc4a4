package io.weir.bench.tenancy;

import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Line;
import io.weir.bench.tenancy.process.LoadTenants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir bench limits}: how exactly a tenant with backlog gets its limit. */
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    description = {
        "WRITEs of a tenant that always has more to send, under limits from 10 Mbit/s to as fast as the router moves"
            + " this host's memory, with 1 and with 16 queue pairs: the rate over a long run against the limit, to be"
            + " within 1 %%. Where a tenant without a limit is not faster, there is nothing to hold it to.",
        "Exit status 1 if a rate is not within 1 %%."})
public final class LimitsCommand extends TenancyCommand {
    private static final long MEGA = 1_000_000;
    private static final int LARGEST = 1 << 20;
    private static final int MOST_QUEUE_PAIRS = 64;
    private static final double WANTED = 1;
    /** A limit above that part of what goes without one says nothing of the limiter. */
    private static final double REACHABLE = 0.8;
    private static final long LONGEST_MS = 40_000;

    @Option(names = "--limits", paramLabel = "MBIT", split = ",", defaultValue = "10,100,1000,4000,10000,40000",
        description = "Mbit/s (default: ${DEFAULT-VALUE}).")
    private int[] limits;
    @Option(names = "--sizes", paramLabel = "BYTES", split = ",", defaultValue = "64,4096,65536,1048576",
        description = "Of WRITEs, 1 MiB at most (default: ${DEFAULT-VALUE}).")
    private int[] sizes;
    @Option(names = "--queue-pairs", paramLabel = "N", split = ",", defaultValue = "1,16",
        description = "64 at most (default: ${DEFAULT-VALUE}).")
    private int[] queuePairCounts;
    @Spec
    private CommandSpec spec;

    @Override
    void measure(final Results results) throws IOException, ChildFailedException, InterruptedException {
        check("--limits", limits, Integer.MAX_VALUE);
        check("--sizes", sizes, LARGEST);
        check("--queue-pairs", queuePairCounts, MOST_QUEUE_PAIRS);
        final List<String> policies = new ArrayList<>();
        for (final int limit : limits) {
            policies.add("limit: {egress: " + limit + "Mbit}");
        }
        policies.add("");
        try (Host host = new Host(null, policies)) {
            final Child child = host.start(LoadTenants.class, 0, policies.size());
            for (final int size : sizes) {
                for (final int queuePairs : queuePairCounts) {
                    final double fastest = rate(host, child, limits.length, size, queuePairs, isQuick() ? 500 : 2000);
                    for (int i = 0; i < limits.length; i++) {
                        cell(results, host, child, i, size, queuePairs, fastest);
                    }
                }
            }
        }
    }

    private void check(final String option, final int[] values, final int most) {
        for (final int value : values) {
            if (value < 1 || value > most) {
                throw new ParameterException(spec.commandLine(), option + ": from 1 to " + most + ", not " + value);
            }
        }
    }

    private void cell(final Results results, final Host host, final Child child, final int tenant, final int size,
                      final int queuePairs, final double fastest) throws ChildFailedException, InterruptedException {
        final long limit = limits[tenant] * MEGA;
        final long messageMs = 8_000L * size * queuePairs / limit;
        final long ms = Math.max(isQuick() ? 700 : 3000, 4 * messageMs);
        final boolean reachable = limit < REACHABLE * fastest;
        if (reachable && ms > (isQuick() ? 2000 : LONGEST_MS)) {
            return;
        }
        final Map<String, Object> row = results.row();
        row.put("limit Mbit/s", limits[tenant]);
        row.put("size", size);
        row.put("QPs", queuePairs);
        row.put("without limit Mbit/s", fastest / 1e6);
        if (!reachable) {
            row.put("rate Mbit/s", "-");
            row.put("error %", "-");
            row.put("verdict", "not reached");
            return;
        }
        progress("limit of " + limits[tenant] + " Mbit/s, " + size + " B, " + queuePairs + " QPs, " + ms + " ms");
        final double rate = rate(host, child, tenant, size, queuePairs, ms);
        final double error = 100 * (rate / limit - 1);
        row.put("rate Mbit/s", rate / 1e6);
        row.put("error %", error);
        Results.judge(row, Math.abs(error) <= WANTED);
    }

    /** Bits per second, from a completion to a completion, after a third of the time went by first. */
    private static double rate(final Host host, final Child child, final int tenant, final int size,
                               final int queuePairs, final long ms) throws ChildFailedException, InterruptedException {
        final int window = Math.max(2, Math.min(64, (4 << 20) / size / queuePairs));
        host.load(child, tenant, Line.of("load").with("op", "write").with("size", size).with("qps", queuePairs)
            .with("window", window));
        host.pause(ms / 3);
        final Line before = host.read(child);
        host.pause(ms);
        final Line after = host.read(child);
        host.load(child, tenant, Line.of("stop"));
        final double bits = 8.0 * (after.number("bytes" + tenant) - before.number("bytes" + tenant));
        return bits / (after.number("ns" + tenant) - before.number("ns" + tenant)) * 1e9;
    }
}
