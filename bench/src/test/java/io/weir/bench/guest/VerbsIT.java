package io.weir.bench.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The product on the kernel's own RDMA device. Emulated, it is slow: a part of the demo's traffic has to do. */
@Timeout(value = 16, unit = TimeUnit.MINUTES)
class VerbsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(15);
    private static final int SCALE = 64;

    @Test
    void shouldConformWhenADeviceCarriesThePackets() throws Exception {
        final Guest.Result result = new Guest(TIMEOUT).run("bench/guest/conformance", "verbs");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).containsPattern("\\[ +[1-9]\\d+ tests successful +]")
            .containsPattern("\\[ +0 tests failed +]");
    }

    @Test
    void shouldPlayTheDemoWhenADeviceCarriesThePackets() throws Exception {
        final Guest.Result result = new Guest(TIMEOUT).options("--env", "WEIR_JAVA_OPTS=-XX:TieredStopAtLevel=1")
            .run("./weir", "demo", "--rnic", "verbs", "--scale", SCALE, "--json");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("REM_ACCESS_ERR", "EACCES");
    }
}
