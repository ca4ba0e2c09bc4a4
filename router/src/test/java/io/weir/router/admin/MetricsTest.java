package io.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    private static final Path OBSERVABILITY = Path.of("..", "docker", "observability");

    @TempDir
    private Path directory;
    private SampleRouter router;

    @BeforeEach
    void start() throws IOException {
        router = new SampleRouter(directory);
        router.second(100);
    }

    @AfterEach
    void stop() {
        router.close();
    }

    @Test
    void shouldStandUpToALint() throws IOException {
        assertThat(scrape().problems()).isEmpty();
    }

    @Test
    void shouldCountInBytesAndSeconds() throws IOException {
        final Scrape scrape = scrape();
        final String acme = "{direction=\"egress\",operation=\"write\",tenant=\"acme\"}";
        assertThat(scrape.value("weir_tenant_bytes_total" + acme)).isEqualTo(6_553_600);
        assertThat(scrape.value("weir_tenant_operations_total" + acme)).isEqualTo(100);
        final String byBytes = "{direction=\"egress\",reason=\"bytes\",tenant=\"acme\"}";
        assertThat(scrape.value("weir_tenant_throttled_seconds_total" + byBytes)).isEqualTo(0.5);
        assertThat(scrape.value("weir_tenant_held_back" + byBytes)).isOne();
        assertThat(scrape.value("weir_tenant_limit_bytes_per_second{direction=\"egress\",tenant=\"acme\"}"))
            .isEqualTo(25_000_000);
        assertThat(scrape.value("weir_tenant_errors_total{status=\"rem_access_err\",tenant=\"globex\"}")).isOne();
        assertThat(scrape.value("weir_tenant_errors_total{status=\"retry_exc_err\",tenant=\"acme\"}")).isZero();
        assertThat(scrape.value("weir_policy_stale")).isZero();
        assertThat(scrape.value("weir_tenant_latency_seconds_count{tenant=\"acme\"}")).isEqualTo(100);
        assertThat(scrape.value("weir_tenant_latency_seconds_sum{tenant=\"acme\"}")).isEqualTo(0.01);
        assertThat(scrape.value("weir_tenant_latency_seconds_bucket{tenant=\"acme\",le=\"6.5536E-5\"}")).isZero();
        assertThat(scrape.value("weir_tenant_latency_seconds_bucket{tenant=\"acme\",le=\"1.31072E-4\"}"))
            .isEqualTo(100);
        assertThat(scrape.value("weir_rail_bytes_total{direction=\"transmit\",kind=\"soft\",rail=\"10.0.0.1:4791\"}"))
            .isEqualTo(6_553_600);
        assertThat(scrape.value("weir_peer_up{peer=\"node2\"}")).isZero();
    }

    @Test
    void shouldPleasePromtool() throws IOException, InterruptedException {
        assertThat(promtool("command -v promtool > /dev/null"))
            .as("Prometheus's own tool: apt-get install prometheus").isEmpty();
        final Path scrape = Files.write(directory.resolve("scrape"), Metrics.write(router.activity()));
        assertThat(promtool("promtool check metrics < " + scrape)).isEmpty();
        assertThat(promtool("promtool check rules " + OBSERVABILITY.resolve("weir-alerts.yaml") + " > /dev/null"))
            .isEmpty();
    }

    private static String promtool(final String command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0 ? "" : "status " + process.exitValue() + ": " + said;
    }

    private Scrape scrape() throws IOException {
        return Scrape.of(new String(Metrics.write(router.activity()), StandardCharsets.UTF_8));
    }
}
