package io.weir.bench.rail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.bench.measure.Environment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RailReportTest {
    private static final Environment ENVIRONMENT = new Environment("a processor", 2, "6.18", "a JVM", "0.5");
    private static final Task LARGE = Task.THROUGHPUT.get(1);

    private final RailReport report = new RailReport(ENVIRONMENT);
    private final Tally tally = new Tally("somewhere");

    private void stream(final String who, final double... gigabits) {
        for (final double each : gigabits) {
            for (final Task task : Task.THROUGHPUT) {
                tally.add(who, task, Sample.stream(each, 1e9));
            }
        }
    }

    @Test
    void shouldTakeTheMedianWhenARunWasDisturbed() {
        stream(Names.RNIC, 20, 1, 22);
        assertThat(tally.median(Names.RNIC, LARGE).gigabits()).isEqualTo(20);
        stream(Names.RNIC, 21);
        assertThat(tally.median(Names.RNIC, LARGE).gigabits()).isEqualTo(20.5);
    }

    @Test
    void shouldGiveProcessorTimePerKibibyteWhenAStreamWasMeasured() {
        final Sample oneCore = Sample.stream(8 * 1024 / 1e3, 1e9);
        assertThat(oneCore.cpuNsPerKib()).isCloseTo(1000, within(1e-9));
    }

    @Test
    void shouldSayWhatIsShortWhenARatioIsNotReached() throws IOException {
        stream(Names.RNIC, 20);
        stream("TCP, bbr (default)", 25);
        tally.add(Names.RNIC, Task.SEND, Sample.median(9));
        tally.add(Names.NIO, Task.SEND, Sample.median(10));
        report.add(tally);
        final List<Ratio> ratios = Ratio.ofPlace(tally);
        assertThat(ratios).filteredOn(ratio -> !ratio.isMet()).extracting(Ratio::value).containsExactly(0.8, 0.8);
        assertThat(report.text()).contains("SHORT").contains("0.90 at most 1.0");
        final JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.path("ratios")).hasSize(ratios.size());
        assertThat(json.path("environment").path("processors").asInt()).isEqualTo(2);
    }

    @Test
    void shouldSayWhatToInstallWhenAProgramIsMissing() {
        assertThat(Program.missing(Map.of("no-such-program", "its-package", "sh", "dash")))
            .containsExactly("no-such-program (apt-get install its-package)");
    }
}
