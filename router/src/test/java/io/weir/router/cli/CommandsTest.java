package io.weir.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class CommandsTest {
    private static final String CONFIG = """
        host: node1
        directory: run/weir
        rail: {rnic: local}
        tenants:
          - {name: acme, network: blue, ip: 10.0.0.1, limit: {egress: 200Mbit}}
        """;

    @TempDir
    private Path directory;
    private Path config;
    private final List<Process> children = new ArrayList<>();

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(directory.resolve("weir.yaml"), CONFIG);
    }

    @AfterEach
    void killChildren() {
        children.forEach(child -> child.toHandle().destroyForcibly());
    }

    @Test
    void shouldServeUntilToldToStopAndExitWithZero() throws IOException, InterruptedException {
        final Process router = start("router", "--config", config.toString());
        final BufferedReader lines = lines(router);
        final String run = directory.resolve("run/weir").toString();
        assertThat(lines.readLine()).isEqualTo("router node1, process " + router.pid() + ", in " + run);
        assertThat(lines.readLine()).isEqualTo("rail local");
        assertThat(lines.readLine()).isEqualTo("tenant acme, 10.0.0.1 on blue, attaches in " + run + "/tenants/acme");
        assertThat(lines.readLine()).isEqualTo("  egress 200Mbit/s, ingress unlimited, operations unlimited, weight 1, "
            + "memory 8GiB");
        assertThat(lines.readLine()).isEqualTo("ready");

        final Result status = run("status", "--config", config.toString());
        assertThat(status.code).isZero();
        assertThat(status.out).contains("router node1, process " + router.pid(), "200Mbit/s");
        final Result json = run("status", "--directory", run, "--json");
        assertThat(json.out).contains("\"egress_bits_per_second\" : 200000000", "\"ingress_bits_per_second\" : null");
        assertThat(run("usage", "--directory", run, "--tenant", "acme").out).contains("""
            TENANT  DIRECTION  SIZE  BYTES  MESSAGES
            acme    egress     4KiB   4096         1
            acme    ingress      0B      0         0
            acme    served       0B      0         0

            TENANT  ERRORS  THROTTLED
            acme         0     0.000s
            """);
        final Result unknown = run("usage", "--directory", run, "--tenant", "acmee");
        assertThat(unknown.code).isEqualTo(1);
        assertThat(unknown.err).isEqualTo("weir: no tenant 'acmee' was ever counted: known are acme\n");
        assertThat(run("resources", "--directory", run).out).isEqualTo("""
            KIND  TENANT  SESSION  PID  NUMBER  RKEY  PHYSICAL  RNIC     PEER  TYPE  STATE  ENTRIES  SIZE
            qp    acme          1   77  0xabcd     -         -  local  0xdcba  RC    RTS         64     -
            mr    globex        2   78     0x5   0x6       0x7  -           -  -     -            -  4KiB
            """);
        assertThat(run("resources", "--directory", run, "qp", "--tenant", "acme").out).isEqualTo("""
            KIND  TENANT  SESSION  PID  NUMBER  RNIC     PEER  TYPE  STATE  ENTRIES
            qp    acme          1   77  0xabcd  local  0xdcba  RC    RTS         64
            """);
        assertThat(run("resources", "--directory", run, "mr", "--tenant", "acme").out).isEqualTo("acme holds no mr\n");
        assertThat(run("resources", "--directory", run, "srq").out).isEqualTo("no tenant holds any srq\n");
        assertThat(run("resources", "--directory", run, "qps").code).isEqualTo(2);
        final Result nobody = run("resources", "--directory", run, "--tenant", "nobody");
        assertThat(nobody.code).isEqualTo(1);
        assertThat(nobody.err).isEqualTo("weir: there is no tenant 'nobody': known are acme\n");

        final Result events = run("events", "--directory", run, "--kind", "refuse");
        assertThat(events.out).containsPattern("1970-01-01 .*:02\\.000  refuse  refused uid 7\n").hasLineCount(1);
        assertThat(run("events", "--directory", run, "--json", "--tenant", "acme").out).isEqualTo("{\"number\":1,"
            + "\"at_ms\":1000,\"kind\":\"attach\",\"subject\":\"acme\",\"text\":\"attached session 1 of acme\"}\n");
        assertThat(run("top", "--directory", run, "--once", "--interval", "0.1").out).isEqualTo("""
            TENANT  EGRESS         OF  INGRESS  OF  OPERATIONS  P50  P99  HELD BACK      HELD  BACKLOG  QPS  \
            PROCESSES  ERRORS
            acme    0bit/s  200Mbit/s   0bit/s   -         0/s    -    -  egress: bytes    0%       17    3  \
                    1       0

            """);
        assertThat(run("top", "--directory", run, "--once", "--json").out)
            .startsWith("{\"host\":\"node1\"").contains("\"backlog\":17").hasLineCount(1);
        assertThat(run("top", "--directory", run, "--interval", "0").code).isEqualTo(2);

        assertSecondRouterRefused(run);

        router.toHandle().destroy();
        assertThat(lines.readLine()).isEqualTo("draining");
        assertThat(lines.readLine()).isEqualTo("stopped");
        assertThat(router.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(router.exitValue()).isZero();
        final Result after = run("status", "--directory", run);
        assertThat(after.code).isEqualTo(1);
        assertThat(after.err).isEqualTo("weir: " + run + ": no router runs here: there is no admin.sock\n");
        assertThat(run("usage", "--directory", run).out).contains("4096");
    }

    @Test
    void shouldRefuseAWrongConfigurationBeforeAnythingStarts() throws IOException, InterruptedException {
        Files.writeString(config, CONFIG.replace("egress: 200Mbit", "egres: 200Mbit") + "    memory: 1KiB\n");
        final Process router = start("router", "--config", config.toString());
        assertThat(router.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(router.exitValue()).isEqualTo(2);
        assertThat(errors(router)).singleElement().asString().startsWith(config + ":6:");

        Files.writeString(config, CONFIG.replace("egress: 200Mbit}", "egres: 200Mbit}, memory: 1KiB"));
        final Result wrong = run("router", "--config", config.toString());
        assertThat(wrong.code).isEqualTo(2);
        assertThat(wrong.err).isEqualTo(config + ":5:55: unknown key 'egres' in 'limit', did you mean 'egress'?\n"
            + config + ":5:80: 'memory': '1KiB' is too small: write 1MiB or more\n");
        assertThat(directory.resolve("run")).doesNotExist();
        assertThat(run("router", "--config", directory.resolve("none").toString()).err)
            .isEqualTo(directory.resolve("none") + ": no such file\n");
        assertThat(run("router").code).isEqualTo(2);
        assertThat(run("router", "--check", "--config", config.toString()).code).isEqualTo(2);
        assertThat(run("status", "--directory", "a", "--config", "b").code).isEqualTo(2);
    }

    @Test
    void shouldRefuseACaptureWhenThereAreNoPackets() {
        final Result local = run("router", "--config", config.toString(), "--pcap", "a.pcapng");
        assertThat(local.code).isEqualTo(2);
        assertThat(local.err).contains("--pcap with a rail that is not of the soft RNIC");
        final Result noFile = run("router", "--config", config.toString(), "--pcap-limit", "1GiB");
        assertThat(noFile.code).isEqualTo(2);
        assertThat(noFile.err).contains("--pcap-limit without --pcap");
    }

    @Test
    void shouldLeaveNothingBehindWhenTheDirectoryCanNotBeUsed() throws IOException, InterruptedException {
        Files.writeString(config, CONFIG.replace("directory: run/weir", "directory: /proc/weir"));
        final Process router = start("router", "--config", config.toString());
        assertThat(router.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(router.exitValue()).isEqualTo(1);
        assertThat(errors(router)).containsExactly(
            "weir: /proc/weir: can not be made: permit this user to write /proc, or choose another directory");

        Files.writeString(config, CONFIG);
        Files.createDirectories(directory.resolve("run/weir"));
        Files.writeString(directory.resolve("run/weir/counters.weir"), "x".repeat(5_000));
        final Result damaged = run("router", "--config", config.toString());
        assertThat(damaged.code).isEqualTo(1);
        assertThat(damaged.err).contains("counters.weir: is no file of counters").hasLineCount(1);
        assertThat(directory.resolve("run/weir/admin.sock")).doesNotExist();
    }

    private void assertSecondRouterRefused(final String run) throws IOException, InterruptedException {
        final Process second = start("router", "--config", config.toString());
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(errors(second)).singleElement().asString().startsWith("weir: " + run
            + ": another router runs here, process ").endsWith(": stop it, or choose another directory");
        assertThat(run("status", "--directory", run).code).isZero();
    }

    private Process start(final String... args) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"), TestRouter.class.getName()));
        command.addAll(List.of(args));
        final Process child = new ProcessBuilder(command).start();
        children.add(child);
        return child;
    }

    private static List<String> errors(final Process process) throws IOException {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            return reader.lines().filter(line -> !line.contains("SLF4J")).toList();
        }
    }

    private static BufferedReader lines(final Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Result run(final String... args) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final CommandLine line = TestRouter.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        line.getSubcommands().values().forEach(each ->
            each.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)));
        return new Result(line.execute(args), out.toString(), err.toString());
    }

    private record Result(int code, String out, String err) {
    }
}
