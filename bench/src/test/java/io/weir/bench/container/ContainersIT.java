package io.weir.bench.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.weir.bench.guest.Guest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Routers and tenants in containers, by {@code docker/check}. Where no containers can be run it fails; {@code
 * -DskipContainers} skips it.
 */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class ContainersIT {
    private static final int NO_CONTAINERS = 125;

    @Test
    void shouldKeepTenantsApartAndServeThemWhenAllRunInContainers() throws IOException, InterruptedException {
        assumeFalse(Boolean.parseBoolean(System.getProperty("skipContainers")), "skipped by -DskipContainers");
        final Process check = new ProcessBuilder(Guest.root().resolve("docker/check").toString())
            .redirectErrorStream(true).start();
        try {
            check.getOutputStream().close();
            final String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            final int status = check.waitFor();
            if (status == NO_CONTAINERS) {
                fail("No containers can be run here (-DskipContainers does without): " + output);
            }
            System.out.println(output);
            assertThat(status).as(output).isZero();
        } finally {
            check.destroy();
        }
    }
}
