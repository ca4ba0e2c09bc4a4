package io.weir.bench.cost.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.measure.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private final Findings findings = new Findings(new Environment("cpu", 2, "6.1", "jdk 25", "0.1"));

    ReportTest() {
        for (final double ns : new double[] {300, 100, 200}) {
            findings.add("a WRITE", "ns", ns);
        }
        findings.add("TCP <loopback>", "ns", 54_000);
        findings.curve(Chart.LATENCY, "WRITE", new double[] {0.1, 0.2, 0.4}, new double[] {0, 0.5, 0.99});
    }

    @Test
    void shouldTellTheMedianWhenThereAreSeveralRuns() {
        assertThat(findings.median("a WRITE")).isEqualTo(200);
        assertThat(findings.beside("TCP <loopback>")).isEqualTo("TCP <loopback> 54000 ns");
    }

    @Test
    void shouldBeGoodOnlyWhenEveryTargetIsMet() {
        findings.atMost("p50", 200, 200, "ns", "");
        findings.atLeast("TCP over it", 270, 6, "", findings.beside("TCP <loopback>"));
        assertThat(findings.isGood()).isTrue();
        findings.atMost("p99", Double.NaN, 700, "ns", "");
        assertThat(findings.isGood()).isFalse();
        assertThat(findings.text()).endsWith("SHORT  p99").containsPattern("at least 6\\.00 +good");
    }

    @Test
    void shouldWriteAPageItsPicturesAndJsonWhenAskedForAReport(@TempDir final Path directory) throws IOException {
        findings.atMost("p50", 200, 300, "ns", "");
        new Report(findings).write(directory.resolve("report"));
        final JsonNode json = new ObjectMapper().readTree(directory.resolve("report/results.json").toFile());
        assertThat(json.get("figures").get(0).get("median").asDouble()).isEqualTo(200);
        assertThat(json.get("targets").get(0).get("met").asBoolean()).isTrue();
        assertThat(Files.readString(directory.resolve("report/index.html")))
            .contains("src=\"latency.png\"", "TCP &lt;loopback>", "2 processors").doesNotContain("soak.png");
        assertThat(ImageIO.read(directory.resolve("report/latency.png").toFile()).getWidth()).isEqualTo(900);
    }
}
