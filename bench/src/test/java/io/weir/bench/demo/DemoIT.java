package io.weir.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.Weir;
import io.weir.bench.process.JavaProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoIT {
    private static final long LONGEST_SECONDS = 100;

    @TempDir
    private Path directory;

    private Path out() {
        return directory.resolve("out");
    }

    private Path err() {
        return directory.resolve("err");
    }

    private Process demo(final Object... arguments) throws IOException {
        final List<String> command = new JavaProgram(Weir.class).heap(64).arguments("demo").arguments(arguments)
            .command();
        final ProcessBuilder builder = new ProcessBuilder(command)
            .redirectOutput(out().toFile()).redirectError(err().toFile());
        final Path temporary = Files.createDirectories(directory.resolve("tmp"));
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        return builder.start();
    }

    private static int statusOf(final Process process) throws InterruptedException {
        assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    private void assertNothingLeft() throws IOException {
        try (var left = Files.list(directory.resolve("tmp"))) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("weir-demo"))).isEmpty();
        }
    }

    @Test
    void shouldHoldAllItPromisesWhenRun() throws Exception {
        final int status = statusOf(demo("--json"));
        final JsonNode root = new ObjectMapper().readTree(out().toFile());

        assertThat(root.path("checks")).as("%s", root).hasSizeGreaterThan(6)
            .allSatisfy(check -> assertThat(check.path("ok").asBoolean()).as("%s", check).isTrue());
        assertThat(status).isZero();
        assertThat(root.path("checks")).filteredOn(check -> check.path("name").asText().endsWith(" audit")).hasSize(2)
            .allSatisfy(check -> assertThat(check.path("detail").asText())
                .contains("booked = counters = rails = clients: yes"));
        assertThat(root.path("tenants")).extracting(tenant -> tenant.path("name").asText())
            .containsExactly("acme", "globex", "initech");
        assertThat(root.path("tenants")).allSatisfy(tenant -> {
            assertThat(tenant.path("sha256_ok").asBoolean()).isTrue();
            assertThat(tenant.path("ledger_bytes").asLong()).isPositive()
                .isEqualTo(tenant.path("client_bytes").asLong());
        });
        assertNothingLeft();
    }

    @Test
    void shouldLeaveNoProcessAndNoDirectoryWhenTerminated() throws Exception {
        final Process process = demo();
        assertThat(Stage.within(Stage.SOON, () -> process.descendants().count() >= 8)).isTrue();
        final List<ProcessHandle> started = new ArrayList<>(process.descendants().toList());
        process.destroy();
        statusOf(process);

        assertThat(Stage.within(Stage.SOON, () -> started.stream().noneMatch(ProcessHandle::isAlive))).isTrue();
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "."})
    void shouldSayWhyInOneLineWhenTheFileIsNoGood(final String name) throws Exception {
        Files.createFile(directory.resolve("empty"));
        final int status = statusOf(demo("--file", directory.resolve(name)));

        assertThat(status).isEqualTo(1);
        assertThat(Files.readString(err(), StandardCharsets.UTF_8).lines()).hasSize(1)
            .allSatisfy(line -> assertThat(line).contains(directory.toString()));
        assertNothingLeft();
    }
}
