package io.weir.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.DeviceOptions;
import io.weir.client.InvokingIdleStrategy;
import io.weir.client.Reattachment;
import io.weir.client.VerbsException;
import io.weir.router.config.RouterConfig;
import io.weir.verbs.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that asked to be attached again, on one thread with the routers that come and go. */
class ReattachmentTest {
    private static final int TURNS_AWAY = 3;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path directory;
    private RouterConfig config;
    private RouterFixture host;
    private int turnsAway;
    private int runs;

    @BeforeEach
    void start() throws IOException {
        config = RouterFixture.local(directory, RouterFixture.tenant("acme", "blue", "10.0.0.1"));
        host = new RouterFixture(config);
    }

    @AfterEach
    void stop() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void shouldDoTheWorkAgainOverANewDeviceWhenTheRouterWentAwayAndCameAgain() {
        final String result = Reattachment.run(config.tenantDirectory("acme"), options(), PATIENCE_NS, device -> {
            runs++;
            device.allocPd();
            if (runs < 3) {
                goAway();
            }
            device.createCq(16);
            return "done by " + device.tenant();
        });

        assertThat(result).isEqualTo("done by acme");
        assertThat(runs).isEqualTo(3);
        host.turn(4);
        assertThat(host.log).last().asString().startsWith("detached");
    }

    @Test
    void shouldNotDoTheWorkAgainWhenItFailsWithTheRouterThere() {
        assertThatThrownBy(() -> Reattachment.run(config.tenantDirectory("acme"), options(), PATIENCE_NS, device -> {
            runs++;
            throw new VerbsException(Errno.EINVAL, "work", "no good");
        })).hasMessageContaining("no good");
        assertThatThrownBy(() -> Reattachment.run(config.tenantDirectory("acme"), options(), PATIENCE_NS, device -> {
            runs++;
            throw new IOException("no better");
        })).isInstanceOf(IOException.class);
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void shouldGiveUpWhenNoRouterComesInTime() {
        goAway();
        assertThatThrownBy(() -> Reattachment.run(config.tenantDirectory("acme"),
            DeviceOptions.defaults(), TimeUnit.MILLISECONDS.toNanos(30), device -> runs++))
            .isInstanceOfSatisfying(VerbsException.class, thrown -> assertThat(thrown.errno()).isEqualTo(Errno.ENOENT));
        assertThat(runs).isZero();
    }

    private DeviceOptions options() {
        return DeviceOptions.defaults().withIdleStrategy(new InvokingIdleStrategy(this::turn));
    }

    private void goAway() {
        host.close();
        host = null;
        turnsAway = 0;
    }

    private void turn() {
        if (host == null && ++turnsAway == TURNS_AWAY) {
            try {
                host = new RouterFixture(config);
            } catch (final IOException thrown) {
                throw new UncheckedIOException(thrown);
            }
        } else if (host != null) {
            host.turn(1);
        }
    }
}
