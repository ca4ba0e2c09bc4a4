package io.weir.router.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.shm.linux.Mmap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each case runs in a JVM of its own, as it may end it.
 */
class SigbusGuardTest {
    private static final int PAGES_OF_1_MIB = (1 << 20) / Mmap.pageSize();

    @TempDir
    Path directory;

    private Path watched;

    @BeforeEach
    void resolve() throws IOException {
        watched = directory.toRealPath().resolve("tenants");
    }

    @Test
    void shouldGoOnWhenAnInterpretedCompareAndSetHitsATruncatedFile() throws Exception {
        final Result result = run("compareAndSet", "-Xint");
        assertThat(result.output).containsExactly(
            "counted 200000", "faults 1 unnoted 0", "faulted " + watched.resolve("session/cnc.dat"), "left 0", "alive");
        assertThat(result.status).isZero();
    }

    @Test
    void shouldGoOnWhenACompiledCompareAndSetHitsATruncatedFile() throws Exception {
        final Result result = run("compareAndSet", "-XX:-TieredCompilation");
        assertThat(result.output).contains("faulted " + watched.resolve("session/cnc.dat"), "alive");
    }

    @Test
    void shouldGoOnWhenBulkCopiesHitTruncatedFiles() throws Exception {
        final Result result = run("bulk");
        assertThat(result.output).containsExactlyInAnyOrder(
            "faults " + 2 * PAGES_OF_1_MIB + " unnoted 0", "faulted " + watched.resolve("java"),
            "faulted " + watched.resolve("native"), "left 0", "alive");
    }

    @Test
    void shouldLoseNoWriteWhenManyThreadsFaultOnThePagesAtOnce() throws Exception {
        final Result result = run("threads");
        assertThat(result.output).containsExactly(
            "faults " + PAGES_OF_1_MIB + " unnoted 0", "faulted " + watched.resolve("shared"), "left 0", "alive");
    }

    @Test
    void shouldNameTheFileWhenItWasDeletedToo() throws Exception {
        assertThat(run("deleted").output).containsExactly(
            "faults 1 unnoted 0", "faulted " + watched.resolve("gone"), "left 0", "alive");
    }

    @Test
    void shouldNameTheBeginningWhenThePathIsVeryLong() throws Exception {
        assertThat(run("deep").output).containsExactly("faulted 1023 true", "alive");
    }

    @Test
    void shouldLeaveOtherMappingsToTheJvm() throws Exception {
        assertThat(run("unrelated").output).containsExactly("InternalError", "faults 0 unnoted 0", "left 0", "alive");
    }

    @Test
    void shouldDieWhenNotGuarded() throws Exception {
        for (final Result result : List.of(run("unguardedNative"), run("unguardedCompareAndSet", "-Xint"))) {
            assertThat(result.status).isNotZero();
            assertThat(result.output).anyMatch(line -> line.contains("SIGBUS")).doesNotContain("alive");
        }
    }

    @Test
    void shouldRefuseWhatCanNotBeWatched() {
        final SigbusGuard guard = SigbusGuard.install();
        assertThatThrownBy(() -> guard.watchPrefix("")).hasMessage("guard : invalid argument (EINVAL)");
        assertThatThrownBy(() -> guard.watchPrefix("a\nb")).isInstanceOf(IllegalArgumentException.class);
        final Path none = directory.resolve("none");
        assertThatThrownBy(() -> guard.watch(none)).hasMessage("guard " + none);
    }

    private Result run(final String scenario, final String... options) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
            "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + directory.resolve("hs_err.log"), "-XX:+UseSerialGC",
            "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.addAll(List.of(FaultingProgram.class.getName(), scenario, directory.toString()));
        final Path output = directory.resolve("output");
        final Process process = new ProcessBuilder(command)
            .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(scenario + " hangs: " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readAllLines(output));
    }

    private record Result(int status, List<String> output) {
    }
}
