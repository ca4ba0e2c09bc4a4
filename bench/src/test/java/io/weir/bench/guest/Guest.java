package io.weir.bench.guest;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs commands in a guest that has a kernel RDMA device, {@code rxe0}, by {@code bench/guest/guest}. Where that can
 * not run, tests that want it fail; {@code -DskipGuest} skips them.
 */
public final class Guest {
    /** What the script exits with when there was no guest, or it ended before its command. */
    private static final int NO_GUEST = 125;

    private final List<String> options = new ArrayList<>();
    private final List<String> before = new ArrayList<>();

    /**
     * How it ended.
     *
     * @param status exit status of the command, 124 if it took too long
     * @param output what it wrote to standard output and standard error
     */
    public record Result(int status, String output) {
    }

    /** A guest, or the test is skipped because somebody said so. */
    public Guest(final Duration timeout) {
        assumeFalse(Boolean.parseBoolean(System.getProperty("skipGuest")), "skipped by -DskipGuest");
        options("--timeout", timeout.toSeconds());
    }

    /** More options of {@code bench/guest/guest}. */
    public Guest options(final Object... more) {
        for (final Object option : more) {
            options.add(String.valueOf(option));
        }
        return this;
    }

    /** In a network namespace of its own, where the addresses of the guest's {@code --tap} are in nobody's way. */
    public Guest inOwnNetwork() {
        before.addAll(List.of("unshare", "--user", "--map-root-user", "--net"));
        return this;
    }

    /** Runs it there, in the project's directory. */
    public Result run(final Object... command) throws IOException, InterruptedException {
        final List<String> line = new ArrayList<>(before);
        line.add(root().resolve("bench/guest/guest").toString());
        line.addAll(options);
        line.add("run");
        for (final Object word : command) {
            line.add(String.valueOf(word));
        }
        final Process process = new ProcessBuilder(line).directory(root().toFile()).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final Result result = new Result(process.waitFor(), output);
            if (result.status() == NO_GUEST) {
                fail("No guest can run here (-DskipGuest does without): " + result.output());
            }
            return result;
        } finally {
            process.destroy();
        }
    }

    /** The project's directory, wherever in it tests run. */
    public static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.isExecutable(path.resolve("bench/guest/guest"))) {
            path = path.getParent();
            if (path == null) {
                throw new IllegalStateException("bench/guest/guest is in no parent of " + Path.of("").toAbsolutePath());
            }
        }
        return path;
    }
}
