package io.weir.bench.cost;

import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The relay in C ({@code relay.c}), compiled when it is needed: what no router on this machine can beat. */
final class Relay {
    private static final String SOURCE = "relay.c";
    private static final long GRACE_MS = 60_000;

    private final Path program;

    /** Compiles it into that directory. */
    Relay(final Path directory) throws IOException, InterruptedException {
        final Path source = directory.resolve(SOURCE);
        try (InputStream text = Relay.class.getResourceAsStream(SOURCE)) {
            Files.write(source, text.readAllBytes());
        }
        program = directory.resolve("relay");
        final Process compiler;
        try {
            compiler = new ProcessBuilder("cc", "-std=gnu17", "-O2", "-o", program.toString(), source.toString())
                .redirectErrorStream(true).start();
        } catch (final IOException none) {
            throw new IOException("the limit is a program in C, and there is no compiler: apt-get install gcc"
                + " libc6-dev", none);
        }
        final String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new IOException("relay.c does not compile: " + output.lines().findFirst().orElse("no reason"));
        }
    }

    /** One at a time; nanoseconds from the post until it is seen to be done. */
    Distribution latency(final int size, final long ms) throws IOException, InterruptedException {
        return Distribution.of(run("latency", size, ms));
    }

    /** Messages a second, with many under way. */
    double throughput(final int size, final long ms) throws IOException, InterruptedException {
        return rate(run("throughput", size, ms));
    }

    /** Messages a second that one process copies by itself. */
    double copies(final int size, final long ms) throws IOException, InterruptedException {
        return rate(run("copy", size, ms));
    }

    private static double rate(final Line done) {
        return done.number("messages") * 1e9 / done.number("ns");
    }

    private Line run(final String what, final int size, final long ms) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(
            List.of(program.toString(), what, Integer.toString(size), Long.toString(ms)))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(ms + GRACE_MS, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                throw new IOException("relay " + what + " failed: " + output.strip());
            }
            return Line.parse(output.strip());
        } finally {
            process.destroyForcibly();
        }
    }
}
