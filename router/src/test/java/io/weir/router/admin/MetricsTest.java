package io.weir.router.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class MetricsTest {
    private static final Path OBSERVABILITY = Path.of("..", "docker", "observability");
    private static final Pattern NAME = Pattern.compile("\\bweir_[a-z0-9_]+");

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
        assertThat(scrape.value("weir_tenant_throttled_seconds_total{direction=\"egress\",tenant=\"acme\"}"))
            .isEqualTo(0.5);
        assertThat(scrape.value("weir_tenant_held_back{direction=\"egress\",reason=\"bytes\",tenant=\"acme\"}"))
            .isOne();
        assertThat(scrape.value("weir_tenant_limit_bytes_per_second{direction=\"egress\",tenant=\"acme\"}"))
            .isEqualTo(25_000_000);
        assertThat(scrape.value("weir_tenant_errors_total{status=\"remote\",tenant=\"globex\"}")).isOne();
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
    void shouldHaveEveryMetricThatTheDashboardShows() throws IOException {
        final JsonNode dashboard =
            new ObjectMapper().readTree(OBSERVABILITY.resolve("weir-dashboard.json").toFile());
        final List<String> expressions = dashboard.findValuesAsText("expr");
        expressions.addAll(dashboard.path("templating").findValuesAsText("query"));
        assertThat(expressions).hasSizeGreaterThan(10);
        assertThat(names(expressions)).isNotEmpty().isSubsetOf(scrape().names());
    }

    @Test
    void shouldHaveEveryMetricThatTheAlertsWatch() throws IOException {
        final String text = Files.readString(OBSERVABILITY.resolve("weir-alerts.yaml"));
        final List<String> expressions = new ArrayList<>();
        final Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
        for (final Object group : (List<?>) file.get("groups")) {
            for (final Object each : (List<?>) ((Map<?, ?>) group).get("rules")) {
                final Map<?, ?> rule = (Map<?, ?>) each;
                assertThat(rule.keySet()).isEqualTo(Set.of("alert", "expr", "for", "labels", "annotations"));
                expressions.add(rule.get("expr").toString());
            }
        }
        assertThat(expressions).hasSizeGreaterThan(5);
        assertThat(names(expressions)).isNotEmpty().isSubsetOf(scrape().names());
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

    private static Set<String> names(final List<String> expressions) {
        final Set<String> names = new TreeSet<>();
        for (final String expression : expressions) {
            final Matcher matcher = NAME.matcher(expression);
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }
}
