package io.weir.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final long LIMIT = 200_000_000L;

    private static TenantResult tenant(final double seconds, final boolean hash, final long ledger) {
        return new TenantResult("globex", 25_000_000L, seconds, LIMIT, 24, new TenantResult.LatencyNs(1000, 2000, 3000),
            hash, ledger,
            25_000_000L);
    }

    private static Outcome outcome(final TenantResult tenant, final boolean refused) {
        return new Outcome(Path.of("/some/file"), 25_000_000L, List.of(tenant),
            List.of(new Refusal("foreign_rkey", refused, "REM_ACCESS_ERR")),
            List.of(new Check("host a audit", true, "1 intervals: booked = counters = rails = clients: yes")), null);
    }

    private static List<String> failures(final Outcome outcome) {
        return outcome.checks().stream().filter(check -> !check.ok()).map(Check::what).toList();
    }

    private static List<String> names(final JsonNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void shouldBeWellWhenAllHolds() {
        assertThat(failures(outcome(tenant(1.0, true, 25_000_000L), true))).isEmpty();
        assertThat(outcome(tenant(1.029, true, 25_000_000L), true).ok()).isTrue();
    }

    @Test
    void shouldNameTheCheckWhenOneFails() {
        assertThat(failures(outcome(tenant(0.95, true, 25_000_000L), true))).containsExactly("globex limit");
        assertThat(failures(outcome(tenant(1.0, false, 25_000_000L), true))).containsExactly("globex hash");
        assertThat(failures(outcome(tenant(1.0, true, 24_999_999L), true))).containsExactly("globex ledger");
        assertThat(failures(outcome(tenant(1.0, true, 25_000_000L), false))).containsExactly("foreign_rkey");
    }

    @Test
    void shouldHaveEveryFieldWhenRenderedAsJson() throws Exception {
        final JsonNode root = new ObjectMapper().readTree(ResultJson.of(outcome(tenant(1.0, true, 25_000_000L), true)));

        assertThat(root.path("ok").asBoolean()).isTrue();
        final JsonNode tenant = root.path("tenants").path(0);
        assertThat(names(tenant)).containsExactly("name", "bytes", "seconds", "bits_per_second",
            "limit_bits_per_second", "ops", "latency_ns", "sha256_ok", "ledger_bytes", "client_bytes");
        assertThat(names(tenant.path("latency_ns"))).containsExactly("p50", "p99", "p999");
        assertThat(tenant.path("bits_per_second").asLong()).isEqualTo(LIMIT);
        assertThat(root.path("refusals").path(0).path("answer").asText()).isEqualTo("REM_ACCESS_ERR");
    }

    @Test
    void shouldLineUpWhenRenderedAsTable() {
        final String[] lines = ResultTable.of(outcome(tenant(1.0, true, 25_000_000L), true)).split("\n");

        assertThat(lines[1]).hasSameSizeAs(lines[0]).contains("200 Mbit/s", "1 µs", "equal", "25,000,000");
    }
}
