package io.weir.bench.rail;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of somebody else's program. Its output is read as it comes, so that it never waits for a reader. */
final class Program implements AutoCloseable {
    private static final long GRACE_MS = 60_000;

    private final String name;
    private final Process process;
    private final Thread reader = Thread.ofPlatform().daemon().name("program-output").unstarted(this::read);
    private final StringBuilder output = new StringBuilder();
    private boolean ended;

    private Program(final String name, final Process process) {
        this.name = name;
        this.process = process;
    }

    static Program start(final List<String> command, final Map<String, String> environment) throws IOException {
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        final Program program = new Program(String.join(" ", command), builder.start());
        program.reader.start();
        return program;
    }

    private void read() {
        final char[] piece = new char[4096];
        try (Reader text = process.inputReader()) {
            for (int count = text.read(piece); count >= 0; count = text.read(piece)) {
                add(piece, count);
            }
        } catch (final IOException closed) {
            add(piece, 0);
        } finally {
            end();
        }
    }

    private synchronized void add(final char[] piece, final int count) {
        output.append(piece, 0, count);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private synchronized String text() {
        return output.toString();
    }

    /** Says which programs of these are missing from PATH, with the Debian packages that have them. */
    static List<String> missing(final Map<String, String> packages) {
        final List<Path> path = Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of).toList();
        return packages.entrySet().stream()
            .filter(entry -> path.stream().noneMatch(folder -> Files.isExecutable(folder.resolve(entry.getKey()))))
            .map(entry -> entry.getKey() + " (apt-get install " + entry.getValue() + ")").sorted().toList();
    }

    long pid() {
        return process.pid();
    }

    /** Waits for its end; all that it wrote. */
    String finish(final long ms) throws IOException, InterruptedException {
        final boolean exited = process.waitFor(ms + GRACE_MS, TimeUnit.MILLISECONDS);
        if (exited) {
            reader.join(GRACE_MS);
        }
        if (!exited || process.exitValue() != 0) {
            throw new IOException("'" + name + "' " + (exited ? "ended with status " + process.exitValue()
                : "did not end") + ": " + text().strip());
        }
        return text();
    }

    /** Waits until it has written something. */
    synchronized void awaitOutput(final String wanted) throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MS);
        while (output.indexOf(wanted) < 0) {
            final long leftNs = deadlineNs - System.nanoTime();
            if (ended || leftNs <= 0) {
                throw new IOException("'" + name + "' does not listen: " + text().strip());
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
