package io.weir.bench.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.cost.peer.Means;
import io.weir.bench.cost.peer.PingPongPeer;
import io.weir.bench.host.OneHost;
import io.weir.bench.process.Child;
import io.weir.bench.process.ChildFailedException;
import io.weir.bench.process.Children;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.bench.process.ScratchDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Others' ways between two processes, one at a time. */
final class PeerRun {
    private static final String PORT = "5248";
    private static final String LOOPBACK = "127.0.0.1";

    private PeerRun() {
    }

    /** Nanoseconds of a message there and one back. Both ends leave when this process does. */
    static Distribution pingPong(final Means means, final int size, final long ms)
        throws IOException, ChildFailedException, InterruptedException {
        try (ScratchDirectory directory = new ScratchDirectory("weir-peer"); Children children = new Children()) {
            final Child server = start(children, means, "serve", directory, size);
            children.await(server, "serving", OneHost.PATIENCE);
            final Child client = start(children, means, "measure", directory, size);
            client.tell(Line.of("measure").with("ms", ms));
            return Distribution.of(children.await(client, "done", OneHost.PATIENCE));
        }
    }

    private static Child start(final Children children, final Means means, final String role,
                               final ScratchDirectory directory, final int size) throws IOException {
        return children.start(means + ", " + role, new JavaProgram(PingPongPeer.class)
            .arguments(means.name(), role, directory.path(), size).command());
    }

    /**
     * Bytes a second of one TCP stream over the loopback interface, by iperf3.
     *
     * @param seconds whole ones
     */
    static double iperf(final long seconds) throws IOException, InterruptedException {
        final Process server = start(List.of("iperf3", "-s", "-1", "-B", LOOPBACK, "-p", PORT, "--forceflush"));
        try (BufferedReader lines = server.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains("listening")) {
                line = lines.readLine();
            }
            final Process client =
                start(List.of("iperf3", "-c", LOOPBACK, "-p", PORT, "-J", "-t", Long.toString(seconds)));
            final String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (client.waitFor() != 0) {
                throw new IOException("iperf3 failed: " + output.lines().findFirst().orElse("no reason"));
            }
            final JsonNode end = new ObjectMapper().readTree(output).path("end");
            return end.path("sum_received").path("bits_per_second").asDouble() / Byte.SIZE;
        } finally {
            server.destroyForcibly();
        }
    }

    private static Process start(final List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (final IOException none) {
            throw new IOException("TCP's throughput is measured by iperf3, which is not there: apt-get install iperf3",
                none);
        }
    }
}
