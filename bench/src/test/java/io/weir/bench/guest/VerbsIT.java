package io.weir.bench.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The product on the kernel's own RDMA device: what queue pairs do, and the demo, a few minutes each on two idle cores:
 * as everything is emulated, the demo has a part of its traffic only.
 */
@Timeout(value = 11, unit = TimeUnit.MINUTES)
class VerbsIT {
    /** Several times what it takes, for when the machine has other things to do. */
    private static final Duration TIMEOUT = Duration.ofMinutes(9);
    /** Far enough below what the emulated device carries that a limit can be held, also when the machine is busy. */
    private static final int SCALE = 256;

    @Test
    void shouldConformWhenADeviceCarriesThePackets() throws Exception {
        final Guest.Result result = new Guest(TIMEOUT).options("--env", "WEIR_ARCHIVE=" + archive("conformance"))
            .run("bench/guest/conformance", "verbs");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).containsPattern("\\n[1-9]\\d\\d+ passed, 0 failed, 0 skipped, in ");
    }

    @Test
    void shouldPlayTheDemoWhenADeviceCarriesThePackets() throws Exception {
        final Guest.Result result = new Guest(TIMEOUT).options("--env", "WEIR_JAVA_OPTS=" + archive("weir"))
            .run("./weir", "demo", "--rnic", "verbs", "--scale", SCALE, "--json");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("REM_ACCESS_ERR", "EACCES");
    }

    /** Has JVMs in the guest start sooner: what the script says they are to be given. */
    private static String archive(final String of) throws Exception {
        final Process script = new ProcessBuilder(Guest.root().resolve("bench/guest/archive").toString(), of)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        final String answer = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).isZero();
        return answer.strip();
    }
}
