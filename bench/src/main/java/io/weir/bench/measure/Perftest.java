package io.weir.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** Runs perftest's programs, a server and a client on this machine, directly on an RDMA device. */
final class Perftest {
    private static final int FIRST_PORT = 18_600;
    private static final long PATIENCE_SECONDS = 120;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String device;
    private final int gidIndex;
    private final Path log;
    private int port = FIRST_PORT;

    Perftest(final String device, final int gidIndex, final Path log) {
        this.device = device;
        this.gidIndex = gidIndex;
        this.log = log;
    }

    /** Average time of half a round trip, in microseconds. */
    double latency(final String program, final int size, final int count) throws IOException, InterruptedException {
        return run(program, "latency", size, count);
    }

    /** Mebibytes a second. */
    double bandwidth(final String program, final int size, final int count) throws IOException, InterruptedException {
        return run(program, "bandwidth", size, count);
    }

    private double run(final String program, final String output, final int size, final int count)
        throws IOException, InterruptedException {
        port++;
        final List<String> command = new ArrayList<>(List.of(program, "-d", device, "-x", String.valueOf(gidIndex),
            "-F", "-s", String.valueOf(size), "-n", String.valueOf(count), "-p", String.valueOf(port)));
        final Process server = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        try {
            awaitListening(server);
            command.addAll(List.of("--output=" + output, "127.0.0.1"));
            final Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                return result(program, client);
            } finally {
                client.destroyForcibly();
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static double result(final String program, final Process client) throws IOException, InterruptedException {
        final String text = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!client.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || client.exitValue() != 0) {
            throw new IOException(program + " failed: " + text.strip());
        }
        // It may warn before it tells the one number that it was asked for.
        final String[] lines = text.strip().split("\n");
        try {
            return Double.parseDouble(lines[lines.length - 1].strip());
        } catch (final NumberFormatException e) {
            throw new IOException(program + " tells no number: " + text.strip(), e);
        }
    }

    /** It says nothing when it listens, and a client that comes earlier gives up. */
    private void awaitListening(final Process server) throws IOException {
        final Pattern listening =
            Pattern.compile(String.format("(?m)^ *\\d+: [0-9A-F]+:%04X [0-9A-F]+:0000 0A ", port));
        final long startNs = System.nanoTime();
        while (!listening.matcher(sockets()).find()) {
            if (!server.isAlive() || System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new IOException("perftest's server does not listen: " + Files.readString(log));
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /** The kernel's table of this network namespace: addresses and ports in hexadecimal, then the state. */
    private static String sockets() throws IOException {
        return Files.readString(Path.of("/proc/net/tcp")) + Files.readString(Path.of("/proc/net/tcp6"));
    }
}
