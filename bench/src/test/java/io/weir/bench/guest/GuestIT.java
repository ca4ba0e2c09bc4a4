package io.weir.bench.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guest itself: what is promised to those who run something in it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class GuestIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Test
    void shouldRunACommandWithADeviceWhenAsked(@TempDir final Path out) throws Exception {
        final String command = """
            echo "in $PWD with $GREETING at $WEIR_GUEST_IP"
            echo lost > "$PWD/lost"
            echo found > %s/found
            cat /sys/class/infiniband/rxe0/ports/1/state
            echo complaint >&2
            exit 7
            """.formatted(out);

        final Guest.Result result = new Guest(TIMEOUT).options("--out", out, "--env", "GREETING=two words")
            .run("bash", "-c", command);

        assertThat(result.output())
            .contains("in " + Guest.root() + " with two words at 192.168.77.2")
            .contains("4: ACTIVE")
            .contains("complaint");
        assertThat(result.status()).as(result.output()).isEqualTo(7);
        assertThat(out.resolve("found")).hasContent("found");
        assertThat(Files.exists(Guest.root().resolve("lost"))).isFalse();
    }

    @Test
    void shouldReachTheHostWhenJoinedByATap() throws Exception {
        final Guest.Result result = new Guest(TIMEOUT).inOwnNetwork().options("--tap", "--load", "sch_netem")
            .run("bash", "-c", "tc qdisc add dev eth0 root netem delay 1ms && busybox ping -c 1 $WEIR_HOST_IP");

        assertThat(result.output()).contains("1 packets received");
        assertThat(result.status()).as(result.output()).isZero();
    }

    @Test
    void shouldSayThatItGaveUpWhenTheCommandTakesTooLong() throws Exception {
        final Guest.Result result = new Guest(Duration.ofSeconds(2)).run("sleep", "1000");

        assertThat(result.status()).as(result.output()).isEqualTo(124);
        assertThat(result.output()).contains("gave up after 2 s");
    }
}
