package io.weir.bench.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PerfRefusalTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "write-bw --local -l 200|-l 200: write 1 to the depth, 128",
        "write-bw --local -t 8 -Q 9|-Q 9: write 1 to 8",
        "write-bw --local -a -s 8|-a is all sizes: no -s",
        "write-bw --local -n 5 -D 1|-D is how long: no -n",
        "write-bw --local --completion|--completion is for write-lat and send-lat",
        "write-lat --local -q 2|-q, -b, -l and -Q are for tests of bandwidth",
        "write-lat --local --events|write-lat looks at memory",
        "atomic-lat --local -s 16|an atomic has 8 bytes",
        "write-lat --local 10.0.0.1|HOST has a server",
        "write-lat --local --with /tmp|--local starts the other side itself",
        "copy-lat --local|expected one of",
    })
    void shouldSayWhatIsWrongWhenOptionsDoNotGoTogether(final String arguments, final String expected) {
        final StringWriter err = new StringWriter();
        final int status = new CommandLine(new PerfCommand()).setCaseInsensitiveEnumValuesAllowed(true)
            .setErr(new PrintWriter(err)).execute(arguments.split(" "));
        assertThat(err.toString()).contains(expected);
        assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
