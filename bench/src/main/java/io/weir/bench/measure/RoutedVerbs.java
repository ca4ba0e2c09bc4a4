package io.weir.bench.measure;

import io.weir.bench.demo.HostRail;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Operations on an RDMA device by a tenant of two routers, which plays both ends; and what threads take for them. */
final class RoutedVerbs {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int WARM_UP = 4000;
    /** What a duty cycle takes of small messages is another number than of larger ones. */
    private static final int[] WARM_UP_SIZES = {64, 4096};
    /** JVMs have compiled what they run when that takes a smaller part of the time, or never. */
    private static final double WARM = 0.01;
    /** So often one after the other. */
    private static final int WARM_ROUNDS = 4;
    /** For two seconds after queue pairs were connected, routers expect more questions of each other. */
    private static final long SHORTEST_WARM_UP_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long LONGEST_WARM_UP_NS = TimeUnit.SECONDS.toNanos(30);

    private final Children children;
    private final Bed bed;
    private final Map<String, Child> processes = new LinkedHashMap<>();
    private Child tenant;
    private Map<String, ThreadTimes> before = Map.of();
    private Map<String, ThreadTimes> after = Map.of();

    RoutedVerbs(final Children children, final Path directory, final String device) throws IOException {
        this.children = children;
        bed = new Bed(children, directory, HostRail.ofDevice(device), PATIENCE);
    }

    /**
     * A thread that had something to do.
     *
     * @param name         with its process
     * @param microseconds on a processor, for each message
     */
    record Used(String name, double microseconds) {
    }

    /** Routers and tenant, connected. */
    void start() throws IOException, ChildFailedException, InterruptedException {
        bed.startRouters();
        tenant = bed.startTenantOfBoth("blue", VerbsTenant.class);
        children.await(tenant, "connected", PATIENCE);
        processes.put("router of the sender", bed.router());
        processes.put("router of the receiver", bed.peer());
        processes.put("tenant", tenant);
    }

    /** Does an operation until hardly anything is compiled for it any more. */
    void warmUp(final String operation) throws IOException, ChildFailedException, InterruptedException {
        final int count = VerbsCost.isLatency(operation) ? WARM_UP / 4 : WARM_UP;
        final long startNs = System.nanoTime();
        int warm = 0;
        for (int round = 0; warm < WARM_ROUNDS && System.nanoTime() - startNs < LONGEST_WARM_UP_NS; round++) {
            final long tookNs = run(operation, WARM_UP_SIZES[round % WARM_UP_SIZES.length], count);
            warm = compilingNs() < WARM * tookNs ? warm + 1 : 0;
            if (System.nanoTime() - startNs < SHORTEST_WARM_UP_NS) {
                warm = 0;
            }
        }
    }

    private long compilingNs() {
        long sum = 0;
        for (final Map.Entry<String, ThreadTimes> process : after.entrySet()) {
            sum += process.getValue().compiling() - before.get(process.getKey()).compiling();
        }
        return sum;
    }

    /** Does it so often: how long it took, in nanoseconds. */
    long run(final String operation, final int size, final int count)
        throws IOException, ChildFailedException, InterruptedException {
        before = times();
        tenant.tell(Line.of(operation).with("size", size).with("count", count));
        final long tookNs = children.await(tenant, "done", PATIENCE).number("ns");
        after = times();
        return tookNs;
    }

    private Map<String, ThreadTimes> times() throws IOException {
        final Map<String, ThreadTimes> times = new LinkedHashMap<>();
        for (final Map.Entry<String, Child> process : processes.entrySet()) {
            times.put(process.getKey(), ThreadTimes.of(process.getValue().process().pid()));
        }
        times.put("bench", ThreadTimes.of(ProcessHandle.current().pid()));
        return times;
    }

    /** Which threads the last {@link #run} took, of so many messages, the busiest first. */
    List<Used> threads(final int messages) {
        final List<Used> threads = new ArrayList<>();
        after.forEach((process, times) -> times.since(before.get(process)).forEach(used ->
            threads.add(new Used(process + ", " + used.name(), used.nanoseconds() / 1e3 / messages))));
        threads.sort((one, other) -> Double.compare(other.microseconds(), one.microseconds()));
        return threads;
    }

    /** Lets the tenant end. */
    void finish() throws ChildFailedException, InterruptedException {
        bed.dismiss();
    }
}
