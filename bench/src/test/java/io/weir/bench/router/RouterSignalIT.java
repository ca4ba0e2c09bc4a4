package io.weir.bench.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RouterSignalIT {
    private static final String CONFIG = """
        host: node1
        directory: run
        rail: {rnic: local}
        tenants:
          - {name: acme, network: blue, ip: 10.1.0.1}
        """;

    /** What outlives a router: what tenants used, who holds the directory, and what containers may have mounted. */
    private static final List<String> KEPT =
        List.of("audit.log", "counters.weir", "ledger.db", "router.lock", "tenants", "usage.weir");

    @TempDir
    private Path directory;
    private Path config;
    private final List<RouterRun> started = new ArrayList<>();

    @BeforeEach
    void writeConfig() throws IOException {
        config = Files.writeString(directory.resolve("weir.yaml"), CONFIG);
    }

    @AfterEach
    void killAll() {
        started.forEach(RouterRun::close);
    }

    @Test
    void shouldDrainAndStartAgainWhenToldToStopOrKilledUnderABusyTenant() throws IOException, InterruptedException {
        assertThat(endBusy("TERM")).isZero();
        assertThat(leftBehind()).isEqualTo(KEPT);

        assertThat(endBusy("KILL")).isEqualTo(128 + 9);
        assertThat(leftBehind()).contains("admin.sock", "tenants");

        assertThat(endBusy("INT")).isZero();
        assertThat(leftBehind()).isEqualTo(KEPT);
    }

    @Test
    void shouldReadItsFilesAgainWhenHungUp() throws IOException, InterruptedException {
        // what is written under another name of the file, nobody who watches the directory is told
        final Path elsewhere = Files.createDirectory(directory.resolve("elsewhere")).resolve("weir.yaml");
        Files.createLink(elsewhere, config);
        final RouterRun router = RouterRun.of(config);
        started.add(router);
        router.awaitLine("ready");
        Files.writeString(elsewhere, CONFIG.replace("ip: 10.1.0.1}", "ip: 10.1.0.1, limit: {egress: 1Gbit}}"));
        router.signal("HUP");
        router.awaitText("policy generation 2 (SIGHUP): changed acme");
        router.signal("TERM");
        assertThat(router.status()).as("it went on").isZero();
    }

    @Test
    void shouldTakeNobodyInWithoutDescriptorsAndGoOnWhenThereAreSome() throws IOException, InterruptedException {
        final RouterRun router = RouterRun.of(config);
        started.add(router);
        router.awaitLine("ready");
        router.limitDescriptors(3);
        final RouterRun tenant = RouterRun.program(BusyTenant.class, directory.resolve("run/tenants/acme"));
        started.add(tenant);
        router.awaitText("takes nobody in as acme: accept ");
        router.limitDescriptors(1024);
        tenant.awaitLine("busy");
        router.signal("TERM");
        assertThat(router.status()).isZero();
        assertThat(router.errors()).isEmpty();
        assertThat(tenant.rest()).containsExactly("router gone");
    }

    /** Starts a router with a tenant in the midst of its work, sends the router a signal; the router's exit status. */
    private int endBusy(final String signal) throws IOException, InterruptedException {
        final RouterRun router = RouterRun.of(config);
        started.add(router);
        router.awaitLine("ready");
        final RouterRun tenant = RouterRun.program(BusyTenant.class, directory.resolve("run/tenants/acme"));
        started.add(tenant);
        tenant.awaitLine("busy");
        router.signal(signal);
        final int status = router.status();
        assertThat(router.errors()).isEmpty();
        if (status == 0) {
            assertThat(router.rest()).containsSubsequence("draining", "stopped");
        }
        assertThat(tenant.rest()).containsExactly("router gone");
        assertThat(tenant.errors()).isEmpty();
        assertThat(tenant.status()).isZero();
        return status;
    }

    private List<String> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("run"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
