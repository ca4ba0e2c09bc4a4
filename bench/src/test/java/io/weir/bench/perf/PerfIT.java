package io.weir.bench.perf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.host.OneHost;
import io.weir.bench.process.Child;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Between two tenants of one router; the server is a process of its own. */
class PerfIT {
    private static OneHost host;
    private static Child server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        host = new OneHost(2);
        server = host.start(PerfPeer.class, 1);
        port = host.children().await(server, "listening", OneHost.PATIENCE).integer("port");
    }

    @AfterAll
    static void stop() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write-lat", "write-lat --completion", "read-lat", "send-lat", "send-lat --events",
        "send-lat --completion", "atomic-lat"})
    void shouldTellPercentilesWhenLatencyIsMeasured(final String test) throws Exception {
        final JsonNode result = run(test + " -n 300").get("results").get(0);
        assertThat(result.get("iterations").asLong()).isEqualTo(300);
        assertThat(result.get("min_ns").asLong()).isPositive()
            .isLessThanOrEqualTo(result.get("p50_ns").asLong());
        assertThat(result.get("p99_ns").asLong()).isBetween(
            result.get("p50_ns").asLong(), result.get("max_ns").asLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"write-bw", "read-bw", "send-bw", "atomic-bw", "write-bw -b", "send-bw -b",
        "send-bw --events", "write-bw -l 16 -Q 32 -t 64", "send-bw -r 16", "write-bw -D 0.05 -Q 7"})
    void shouldMoveEveryMessageWhenBandwidthIsMeasured(final String test) throws Exception {
        final boolean timed = test.contains("-D");
        final JsonNode result = run(test + " -q 3" + (timed ? "" : " -n 501")).get("results").get(0);
        assertThat(result.get("bw_average_bytes_per_second").asDouble()).isPositive();
        if (!timed) {
            // both directions are counted by their rates
            assertThat(result.get("iterations").asLong()).isGreaterThanOrEqualTo(3 * 501L);
        }
    }

    @Test
    void shouldMeasureEachSizeWhenAllAreAskedFor() throws Exception {
        final JsonNode results = run("write-bw -a -n 5").get("results");
        final List<Integer> sizes = new ArrayList<>();
        results.forEach(result -> sizes.add(result.get("bytes").asInt()));
        assertThat(sizes).hasSize(23).startsWith(2, 4).endsWith(1 << 22, 1 << 23);
    }

    @Test
    void shouldPrintPerftestsColumnsWhenItIsForPeople() throws Exception {
        assertThat(print("write-bw -n 100")).contains("#bytes", "#iterations", "BW peak[MiB/sec]", "MsgRate[Mpps]");
        assertThat(print("read-lat -n 100")).contains("t_typical[usec]", "99.9% percentile[usec]");
    }

    private static JsonNode run(final String test) throws Exception {
        return new ObjectMapper().readTree(print(test + " --json"));
    }

    private static String print(final String test) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final List<String> arguments = new ArrayList<>(List.of(test.split(" ")));
        arguments.add(1, "127.0.0.1");
        arguments.addAll(List.of("-d", host.tenant(0).toString(), "-p", Integer.toString(port), "--warm-up", "20"));
        final int status = new CommandLine(new PerfCommand()).setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments.toArray(String[]::new));
        assertThat(status).as(err.toString() + server.tail()).isZero();
        return out.toString();
    }
}
