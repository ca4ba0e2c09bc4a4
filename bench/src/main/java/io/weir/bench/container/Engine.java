package io.weir.bench.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Podman, or what understands its commands, by its command line: {@code WEIR_ENGINE}, or {@code podman}. What is begun
 * here carries a label and is gone when it is closed.
 */
public final class Engine implements AutoCloseable {
    private static final long LONGEST_SECONDS = 60;

    private final List<String> command =
        List.of(Objects.requireNonNullElse(System.getenv("WEIR_ENGINE"), "podman").strip().split("\\s+"));
    /** More for each container, where an engine's defaults are more than this machine has. */
    private final List<String> limits = words("WEIR_ENGINE_RUN");
    private final String label = "weir.check=" + ProcessHandle.current().pid();

    private static List<String> words(final String variable) {
        final String value = Objects.requireNonNullElse(System.getenv(variable), "").strip();
        return value.isEmpty() ? List.of() : List.of(value.split("\\s+"));
    }

    /** A container of that image, to be started by the command that it makes. */
    public Container container(final String name, final String image) {
        return new Container(this, name, image);
    }

    /** Begins a command line that runs a container. */
    List<String> run(final String name) {
        final List<String> line = new ArrayList<>(command);
        line.addAll(List.of("run", "--name", name, "--label", label, "--pull", "never"));
        line.addAll(limits);
        return line;
    }

    /** Runs a command of the engine; what it wrote to standard output. */
    public String call(final String... arguments) throws IOException, InterruptedException {
        return call(List.of(arguments));
    }

    private String call(final List<String> arguments) throws IOException, InterruptedException {
        final List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        return run(line);
    }

    /** Runs a command line; what it wrote to standard output. */
    static String run(final List<String> line) throws IOException, InterruptedException {
        final Path errors = Files.createTempFile("weir-engine", ".err");
        try {
            final Process process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("'" + String.join(" ", line) + "' failed: " + Files.readString(errors).strip());
            }
            return output.strip();
        } finally {
            Files.delete(errors);
        }
    }

    /** What is known of a container, by a template of the engine. */
    public String inspect(final String name, final String template) throws IOException, InterruptedException {
        return call("inspect", "--type", "container", "--format", template, name);
    }

    /** Bytes of memory that are charged to a container's control group. */
    public long memory(final String name) throws IOException, InterruptedException {
        return ControlGroup.of(Long.parseLong(inspect(name, "{{.State.Pid}}"))).memory();
    }

    /** Removes a container, whatever it does. Harmless when there is none. */
    public void remove(final String name) throws IOException, InterruptedException {
        call("rm", "--force", "--ignore", "--time", "0", name);
    }

    /** Removes all containers that were begun here. */
    @Override
    public void close() {
        try {
            final String left = call("ps", "--all", "--quiet", "--filter", "label=" + label);
            if (!left.isEmpty()) {
                final List<String> line = new ArrayList<>(List.of("rm", "--force", "--ignore", "--time", "0"));
                line.addAll(left.lines().toList());
                call(line);
            }
        } catch (final IOException thrown) {
            throw new UncheckedIOException(thrown);
        } catch (final InterruptedException thrown) {
            Thread.currentThread().interrupt();
        }
    }
}
