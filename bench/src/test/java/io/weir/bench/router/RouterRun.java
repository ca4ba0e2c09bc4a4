package io.weir.bench.router;

import io.weir.bench.Weir;
import io.weir.bench.process.JavaProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process of this build, and what it says: {@code weir router}, or a tenant. */
final class RouterRun implements AutoCloseable {
    /** A JVM that the shell or CI made deaf to SIGINT would stay so. */
    private static final List<String> HEARING = List.of("env", "--default-signal=INT");
    private static final long SECONDS = 60;

    private final Process process;
    private final BufferedReader out;

    private RouterRun(final List<String> command) throws IOException {
        process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        out = process.inputReader();
    }

    /** Runs {@code weir router --config FILE}. */
    static RouterRun of(final Path config) throws IOException {
        return as(HEARING, config);
    }

    /** The same behind a command that changes what the process is. */
    static RouterRun as(final List<String> prefix, final Path config) throws IOException {
        return start(prefix,
            new JavaProgram(Weir.class).quickStart().heap(128).arguments("router", "--config", config));
    }

    /** Runs another program of this build. */
    static RouterRun program(final Class<?> main, final Object... arguments) throws IOException {
        return start(HEARING, new JavaProgram(main).quickStart().heap(128).arguments(arguments));
    }

    private static RouterRun start(final List<String> prefix, final JavaProgram program) throws IOException {
        final List<String> command = new ArrayList<>(prefix);
        command.addAll(program.command());
        return new RouterRun(command);
    }

    /** Reads until it says that line; all lines up to it. Fails with them and its errors when it ends before. */
    List<String> awaitLine(final String wanted) throws IOException {
        return await(wanted::equals, wanted);
    }

    /** Likewise, until it says a line that has that in it. */
    List<String> awaitText(final String wanted) throws IOException {
        return await(line -> line.contains(wanted), wanted);
    }

    private List<String> await(final Predicate<String> condition, final String wanted) throws IOException {
        final List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (condition.test(line)) {
                return lines;
            }
        }
        throw new AssertionError("ended without saying '" + wanted + "': " + lines + ' ' + errors());
    }

    /** All that it said on standard output and was not read yet; waits for its end. */
    List<String> rest() throws IOException {
        return out.lines().toList();
    }

    /** All that it said on standard error; waits for its end. */
    List<String> errors() throws IOException {
        try (BufferedReader errors = process.errorReader()) {
            return errors.lines().toList();
        }
    }

    /** Sends it a signal, by its name without SIG. */
    void signal(final String name) throws IOException, InterruptedException {
        tell("sh", "-c", "kill -" + name + ' ' + process.pid());
    }

    /** From now on it can open no descriptor that is not below that. */
    void limitDescriptors(final int limit) throws IOException, InterruptedException {
        tell("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + limit + ':');
    }

    private static void tell(final String... command) throws IOException, InterruptedException {
        final int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new AssertionError(String.join(" ", command) + ": exit status " + status);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits until it has ended; its exit status. */
    int status() throws InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs after " + SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        // through the handle: Process.destroyForcibly closes the streams under who reads them
        process.toHandle().destroyForcibly();
    }
}
