package io.weir.bench.rail;

import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.rail.end.Kind;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * UCX over TCP, by its own ucx_perftest: what an RDMA program of UCX falls back to without an RNIC. Its latencies are
 * halves of round trips; a put's is between two that watch their memory.
 */
final class Ucx implements Contender {
    private static final String PORT = "5248";
    private static final int FIRST_GUESS_BYTES = 64 << 20;
    private static final int MOST_GUESSED = 500;
    private static final int WARM_UP = 20;
    /** It counts messages, not time: a run that was over before its middle is repeated, with more of them. */
    private static final int ATTEMPTS = 5;
    private static final double MARGIN = 1.3;

    private final Place place;
    private final Meter meter;
    private final Children nobody = new Children();
    /** Messages, or round trips, per second. */
    private final Map<Task, Double> rates = new HashMap<>();

    Ucx(final Place place, final Meter meter) {
        this.place = place;
        this.meter = meter;
    }

    @Override
    public String name() {
        return "UCX over TCP";
    }

    @Override
    public boolean takes(final Task task) {
        return !task.kind().equals(Kind.BLOCKING);
    }

    @Override
    public void start() {
        // a server per run
    }

    @Override
    public Sample run(final Task task, final long ms) throws IOException, ChildFailedException, InterruptedException {
        final int guess = Math.min(MOST_GUESSED, FIRST_GUESS_BYTES / task.size());
        Result result = null;
        for (int attempt = 0; attempt < ATTEMPTS && (result == null || Double.isNaN(result.cpuNsPerSecond()));
             attempt++) {
            if (!rates.containsKey(task)) {
                rates.put(task, perSecond(run(task, guess, 0)));
            }
            result = run(task, (int) Math.max(guess, rates.get(task) * ms / 1e3 * MARGIN), ms);
            rates.put(task, perSecond(result));
        }
        return task.isThroughput()
            ? Sample.stream(result.messagesPerSecond() * task.size() * 8 / 1e9, result.cpuNsPerSecond())
            : Sample.median(2 * result.medianUs());
    }

    private double perSecond(final Result result) {
        return Math.max(1, result.messagesPerSecond());
    }

    /** A line of ucx_perftest. */
    private record Result(double medianUs, double messagesPerSecond, double cpuNsPerSecond) {
    }

    private Result run(final Task task, final int count, final long ms)
        throws IOException, ChildFailedException, InterruptedException {
        final String test = switch (task.kind()) {
            case Kind.THROUGHPUT -> "ucp_put_bw";
            case Kind.WRITE -> "ucp_put_lat";
            default -> "tag_lat";
        };
        try (Program server = Program.start(
            place.at(0, List.of("stdbuf", "-oL", "ucx_perftest", "-p", PORT)), environment(0))) {
            server.awaitOutput("Waiting");
            try (Program client = Program.start(place.at(1, List.of("ucx_perftest", place.address(0),
                "-p", PORT, "-t", test, "-s", Integer.toString(task.size()), "-n", Integer.toString(count), "-w",
                Integer.toString(WARM_UP), "-f", "-v")), environment(1))) {
                final double cpu = ms == 0 || !task.isThroughput() ? 0
                    : meter.watch(nobody, List.of(server.pid(), client.pid()), ms);
                return parse(client.finish(ms), cpu);
            }
        }
    }

    /** Such as {@code 20000,19.808,48.185,46.387,1300.16,1353.79,20083,20461} under its heading. */
    private static Result parse(final String text, final double cpu) throws IOException {
        final String[] lines = text.strip().split("\n", -1);
        final String[] values = lines[lines.length - 1].split(",", -1);
        if (values.length != 8) {
            throw new IOException("ucx_perftest wrote no result: " + text);
        }
        return new Result(Double.parseDouble(values[1]), Double.parseDouble(values[7]), cpu);
    }

    private Map<String, String> environment(final int end) {
        return Map.of("UCX_TLS", "tcp", "UCX_NET_DEVICES", place.device(end));
    }

    @Override
    public void close() {
        // nothing stays
    }
}
