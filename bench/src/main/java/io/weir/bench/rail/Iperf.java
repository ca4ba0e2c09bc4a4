package io.weir.bench.rail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One TCP stream of iperf3, written in pieces of a message's size. */
final class Iperf implements Contender {
    private static final String PORT = "5247";

    private final Place place;
    private final Meter meter;
    private final String congestionControl;
    private final boolean byDefault;
    private final Children nobody = new Children();

    private Iperf(final Place place, final Meter meter, final String congestionControl, final boolean byDefault) {
        this.place = place;
        this.meter = meter;
        this.congestionControl = congestionControl;
        this.byDefault = byDefault;
    }

    /** With a congestion control, or, if that is null, the machine's default. */
    static Iperf of(final Place place, final Meter meter, final String congestionControl) throws IOException {
        return congestionControl != null ? new Iperf(place, meter, congestionControl, false) : new Iperf(place, meter,
            Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip(), true);
    }

    @Override
    public String name() {
        return "TCP, " + congestionControl + (byDefault ? " (default)" : "");
    }

    @Override
    public boolean takes(final Task task) {
        return task.isThroughput();
    }

    @Override
    public void start() {
        // a server per run
    }

    @Override
    public Sample run(final Task task, final long ms) throws IOException, ChildFailedException, InterruptedException {
        final List<String> client = new ArrayList<>(List.of("iperf3", "-c", place.address(0), "-B", place.address(1),
            "-p", PORT, "-J", "-t", Long.toString((ms + 999) / 1000), "-l", Integer.toString(task.size())));
        if (!byDefault) {
            client.addAll(List.of("-C", congestionControl));
        }
        try (Program server = Program.start(place.at(0, List.of("iperf3", "-s", "-1", "-B",
            place.address(0), "-p", PORT, "--forceflush")), Map.of())) {
            server.awaitOutput("listening");
            try (Program sender = Program.start(place.at(1, client), Map.of())) {
                final double cpu = meter.watch(nobody, List.of(server.pid(), sender.pid()), ms);
                final JsonNode end = new ObjectMapper().readTree(sender.finish(ms)).path("end");
                return Sample.stream(end.path("sum_received").path("bits_per_second").asDouble() / 1e9, cpu);
            }
        }
    }

    @Override
    public void close() {
        // nothing stays
    }
}
