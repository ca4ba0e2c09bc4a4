package io.weir.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bench.process.Child;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostileTenantIT {
    @ParameterizedTest
    @CsvSource({"truncate, 1", "scribble, 10", "flood, 10"})
    void shouldServeTheOthersWhenATenantIsHostile(final String offence, final int seconds) throws Exception {
        try (Stage stage = new Stage()) {
            final Stage.Transfer other = stage.transfer(DemoTenant.GLOBEX, stage.file((seconds * 20) << 20));
            other.connect();
            final Child hostile = stage.start("the hostile tenant", new JavaProgram(Hostile.class)
                .arguments(stage.a().tenantDirectory(DemoTenant.INITECH), offence, seconds));
            hostile.allowToDie();
            other.go();
            stage.await(hostile, "ready");

            assertThat(other.arrives()).as("the other's file arrives whole").isTrue();
            assertThat(Stage.within(Duration.ofSeconds(10), () -> isGone(stage.a()))).as("it is evicted").isTrue();
            stage.awaitText(stage.a().router(), "evicted");
            hostile.tell(Line.of("leave"));
            stage.awaitEnd(hostile);
            stage.listen();
            assertThat(stage.routerLines()).as("one line for the offence")
                .filteredOn(line -> line.startsWith("evicted")).hasSize(1);
            assertThat(stage.a().router().process().isAlive()).isTrue();
            assertThat(stage.routerLines().size()).as("%s", stage.routerLines()).isLessThan(60);
        }
    }

    private static boolean isGone(final Host host) {
        try {
            return Stage.resources(host, DemoTenant.INITECH).isEmpty();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
