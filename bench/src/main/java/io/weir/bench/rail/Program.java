package io.weir.bench.rail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of somebody else's program. Its output goes to a file, so that it never waits for a reader. */
final class Program implements AutoCloseable {
    private static final long GRACE_MS = 60_000;

    private final String name;
    private final Path output;
    private final Process process;

    private Program(final String name, final Path output, final Process process) {
        this.name = name;
        this.output = output;
        this.process = process;
    }

    static Program start(final Path directory, final List<String> command, final Map<String, String> environment)
        throws IOException {
        final Path output = Files.createTempFile(directory, "program", ".out");
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Program(String.join(" ", command), output, builder.start());
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
        final boolean ended = process.waitFor(ms + GRACE_MS, TimeUnit.MILLISECONDS);
        final String text = Files.readString(output);
        if (!ended || process.exitValue() != 0) {
            throw new IOException("'" + name + "' " + (ended ? "ended with status " + process.exitValue()
                : "did not end") + ": " + text.strip());
        }
        return text;
    }

    /** Waits until it has written something. */
    void awaitOutput(final String wanted) throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + GRACE_MS * 1_000_000;
        while (!Files.readString(output).contains(wanted)) {
            if (!process.isAlive() || System.nanoTime() - deadlineNs > 0) {
                throw new IOException("'" + name + "' does not listen: " + Files.readString(output).strip());
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
