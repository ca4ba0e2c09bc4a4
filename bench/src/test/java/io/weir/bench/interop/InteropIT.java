package io.weir.bench.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.weir.bench.guest.Guest;
import io.weir.bench.process.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The soft RNIC against the Linux kernel's: {@link InteropRun} in a network namespace of its own, where the tap to the
 * guest is. Left out with {@code -DskipGuest} only; a machine that can not run the guest fails.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class InteropIT {
    private static final long PATIENCE_SECONDS = 420;
    private static final Path PEER_SOURCE = Guest.root().resolve("bench/guest/peer/verbs_peer.c");

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> shouldInteroperateWithTheKernelsRoce() throws IOException, InterruptedException {
        assumeFalse(Boolean.getBoolean("skipGuest"), "skipped by -DskipGuest");
        final Path peer = compilePeer();
        final File errors = directory.resolve("errors").toFile();
        final List<String> command = new ArrayList<>(namespace());
        command.addAll(new JavaProgram(InteropRun.class).heap(256)
            .arguments(Guest.root(), Files.createDirectory(directory.resolve("router")), peer).command());
        final Process process = new ProcessBuilder(command).redirectError(errors).start();
        final Thread watch = Thread.ofPlatform().daemon().start(() -> stopLate(process));
        final List<String> said;
        final int status;
        try {
            said = process.inputReader().lines().toList();
            status = process.waitFor();
        } finally {
            process.destroy();
            watch.interrupt();
        }
        System.err.println(Files.readString(errors.toPath()));
        return Stream.concat(
            said.stream().filter(line -> !line.equals("end")).map(line -> DynamicTest.dynamicTest(name(line),
                () -> assertThat(line).as(() -> report(errors)).startsWith("ok "))),
            Stream.of(DynamicTest.dynamicTest("every check came to an end",
                () -> assertThat(said).as(() -> "exit status " + status + ", " + report(errors)).contains("end"))));
    }

    private Path compilePeer() throws IOException, InterruptedException {
        final Path program = directory.resolve("verbs_peer");
        final Process compiler = new ProcessBuilder("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
            program.toString(), PEER_SOURCE.toString(), "-libverbs").redirectErrorStream(true).start();
        final List<String> said = compiler.inputReader().lines().toList();
        if (compiler.waitFor() != 0) {
            fail("can not compile %s (apt-get install gcc libc6-dev libibverbs-dev): %s", PEER_SOURCE, said);
        }
        return program;
    }

    /** Who may not make one is root in a user namespace. */
    private static List<String> namespace() throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("unshare", "--net"));
        if (new ProcessBuilder("unshare", "--net", "true").start().waitFor() != 0) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of("sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        return command;
    }

    private static void stopLate(final Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
        } catch (final InterruptedException inTime) {
            Thread.currentThread().interrupt();
        }
    }

    private static String name(final String line) {
        final String rest = line.substring(line.indexOf(' ') + 1);
        final int end = rest.indexOf(':');
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static String report(final File errors) {
        try {
            return "the run said:\n" + Files.readString(errors.toPath());
        } catch (final IOException thrown) {
            return "what the run said is lost: " + thrown.getMessage();
        }
    }
}
