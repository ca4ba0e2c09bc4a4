package io.weir.bench.perf;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Perftest's options, as far as they make sense here. */
final class PerfOptions {
    private static final int LARGEST = 1 << 30;
    /** With {@code -a}: 2 bytes to 8 MiB, as perftest does. */
    private static final int LARGEST_EXPONENT = 23;
    private static final int BANDWIDTH_SIZE = 65_536;
    private static final int LATENCY_SIZE = 2;
    private static final int BANDWIDTH_ITERATIONS = 5000;
    private static final int LATENCY_ITERATIONS = 1000;
    private static final int MODERATION = 100;
    private static final int MOST_QUEUE_PAIRS = 4096;
    private static final int DEEPEST = 16_384;
    private static final int LATENCY_RECEIVES = 8;
    private static final int MOST_COMPLETIONS = 1 << 20;

    @Option(names = {"-s", "--size"}, paramLabel = "BYTES", split = ",",
        description = "Of a message, or several sizes (default: 65536; latency: 2; atomics always 8).")
    private List<Integer> sizes;
    @Option(names = {"-a", "--all"}, description = "All sizes from 2 to 2^23.")
    private boolean all;
    @Option(names = {"-n", "--iters"}, paramLabel = "N",
        description = "Messages on each queue pair (default: 5000; latency: 1000).")
    private Integer iterations;
    @Option(names = {"-D", "--duration"}, paramLabel = "SECONDS", description = "Run so long instead.")
    private Double seconds;
    @Option(names = {"-q", "--qp"}, paramLabel = "N",
        description = "Queue pairs, for bandwidth (default: ${DEFAULT-VALUE}).")
    private int queuePairs = 1;
    @Option(names = {"-t", "--tx-depth"}, paramLabel = "N",
        description = "Messages under way on each queue pair, for bandwidth (default: ${DEFAULT-VALUE}).")
    private int depth = 128;
    @Option(names = {"-r", "--rx-depth"}, paramLabel = "N",
        description = "Receives posted on each queue pair, for send-bw (default: ${DEFAULT-VALUE}).")
    private int receiveDepth = 512;
    @Option(names = {"-b", "--bidirectional"}, description = "Both sides send; the sum is told. For bandwidth.")
    private boolean bidirectional;
    @Option(names = {"-Q", "--cq-mod"}, paramLabel = "N",
        description = "A completion for every so many messages, for bandwidth (default: 100, or less if less are under"
            + " way).")
    private Integer moderation;
    @Option(names = {"-l", "--post-list"}, paramLabel = "N",
        description = "Messages posted by one call, for bandwidth (default: ${DEFAULT-VALUE}).")
    private int list = 1;
    @Option(names = {"-e", "--events"}, description = "Sleep on completion events instead of polling.")
    private boolean events;
    @Option(names = "--completion", description = "write-lat, send-lat: no ping-pong, but from the post until its"
        + " completion is seen.")
    private boolean toCompletion;
    @Option(names = {"--report-gbits", "--report_gbits"}, description = "Gb/sec instead of MiB/sec.")
    private boolean gigabits;
    @Option(names = "--warm-up", paramLabel = "MS", description = "Runs that do not count before the first size, and a"
        + " tenth of it before each other: the JVMs compile meanwhile (default: ${DEFAULT-VALUE}).")
    private int warmUpMs = 2000;

    /** Refuses what can not be, in a line. */
    void check(final CommandSpec spec, final PerfTest test) {
        final boolean latency = test.isLatency();
        require(spec, sizes == null || sizes.stream().allMatch(size -> size >= 1 && size <= LARGEST),
            "-s " + sizes + ": write 1 to " + LARGEST);
        require(spec, !test.isAtomic() || (!all && (sizes == null || sizes.equals(List.of(Long.BYTES)))),
            "an atomic has 8 bytes: no -a, no -s");
        require(spec, !all || sizes == null, "-a is all sizes: no -s");
        require(spec, iterations == null || iterations >= 1, "-n " + iterations + ": write 1 or more");
        require(spec, seconds == null || iterations == null, "-D is how long: no -n");
        require(spec, seconds == null || seconds > 0, "-D " + seconds + ": write a number above 0");
        require(spec, queuePairs >= 1 && queuePairs <= MOST_QUEUE_PAIRS,
            "-q " + queuePairs + ": write 1 to " + MOST_QUEUE_PAIRS);
        require(spec, depth >= 1 && depth <= DEEPEST, "-t " + depth + ": write 1 to " + DEEPEST);
        require(spec, receiveDepth >= 1 && receiveDepth <= DEEPEST,
            "-r " + receiveDepth + ": write 1 to " + DEEPEST);
        require(spec, list >= 1 && list <= depth, "-l " + list + ": write 1 to the depth, " + depth);
        require(spec, moderation == null || (moderation >= 1 && moderation <= depth - list + 1),
            "-Q " + moderation + ": write 1 to " + (depth - list + 1) + ", or the queue is full without a completion");
        require(spec, !latency || (queuePairs == 1 && !bidirectional && list == 1 && moderation == null),
            "-q, -b, -l and -Q are for tests of bandwidth");
        require(spec, !toCompletion || test.isPingPong(), "--completion is for write-lat and send-lat");
        require(spec, !events || test != PerfTest.WRITE_LAT || toCompletion,
            "write-lat looks at memory, not at completions: no --events");
        require(spec, (long) queuePairs * (depth + 1 + (test.isSend() ? receiveDepth : 0)) <= MOST_COMPLETIONS,
            "-q, -t and -r: together more completions than a queue holds, " + MOST_COMPLETIONS);
        require(spec, warmUpMs >= 0, "--warm-up " + warmUpMs + ": write 0 or more");
    }

    private static void require(final CommandSpec spec, final boolean holds, final String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    /** What both sides have alike. */
    Settings settings(final PerfTest test) {
        final int largest = Arrays.stream(sizes(test)).max().orElseThrow();
        final int receives = test.isSend() ? test.isLatency() ? LATENCY_RECEIVES : receiveDepth : 0;
        final int sends = test.isLatency() ? 1 : depth;
        return new Settings(test, toCompletion, largest, queuePairs, sends, receives,
            test.isLatency() ? 1 : moderation == null ? Math.min(MODERATION, depth - list + 1) : moderation, list,
            bidirectional, events);
    }

    /** In the order in which they are run. */
    int[] sizes(final PerfTest test) {
        if (test.isAtomic()) {
            return new int[] {Long.BYTES};
        }
        if (all) {
            return IntStream.rangeClosed(1, LARGEST_EXPONENT).map(exponent -> 1 << exponent).toArray();
        }
        if (sizes != null) {
            return sizes.stream().mapToInt(Integer::intValue).toArray();
        }
        return new int[] {test.isLatency() ? LATENCY_SIZE : BANDWIDTH_SIZE};
    }

    /** How long a run is. */
    Span span(final PerfTest test) {
        if (seconds != null) {
            return Span.ofNanoseconds((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
        }
        return Span.ofIterations(
            iterations != null ? iterations : test.isLatency() ? LATENCY_ITERATIONS : BANDWIDTH_ITERATIONS);
    }

    int warmUpMs() {
        return warmUpMs;
    }

    boolean isGigabits() {
        return gigabits;
    }
}
