package io.weir.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TenantKilledIT {
    @Test
    void shouldLeaveNothingOfATenantAndAllOfTheOthersWhenItIsKilledInMidTransfer() throws Exception {
        try (Stage stage = new Stage()) {
            final Stage.Transfer victim = stage.transfer(DemoTenant.GLOBEX, stage.file(100 << 20));
            final Stage.Transfer other = stage.transfer(DemoTenant.ACME, stage.file((64 << 20) + 1));
            victim.connect();
            other.connect();
            assertThat(Stage.resources(stage.a(), DemoTenant.GLOBEX)).extracting("kind")
                .contains("session", "qp", "mr");
            victim.sender.allowToDie();
            victim.go();
            victim.awaitSome();
            other.go();
            victim.sender.process().destroyForcibly();

            assertThat(Stage.within(Duration.ofSeconds(10), () -> isGone(stage.a()))).as("its resources are gone")
                .isTrue();
            assertThat(other.arrives()).as("the other's file arrives whole").isTrue();
            assertThat(Stage.resources(stage.a(), DemoTenant.ACME)).extracting("kind").contains("session", "qp", "mr");
        }
    }

    private static boolean isGone(final Host host) {
        try {
            return Stage.resources(host, DemoTenant.GLOBEX).isEmpty();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
