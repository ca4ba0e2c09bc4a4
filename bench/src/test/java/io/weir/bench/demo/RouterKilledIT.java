package io.weir.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bench.process.Child;
import io.weir.bench.process.JavaProgram;
import io.weir.bench.process.Line;
import io.weir.verbs.Errno;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RouterKilledIT {
    @Test
    void shouldTellItsTenantsWhenTheRouterIsKilled() throws Exception {
        try (Stage stage = new Stage()) {
            final Child watcher = stage.start("the watcher",
                new JavaProgram(Watcher.class).arguments(stage.a().tenantDirectory(DemoTenant.INITECH)));
            stage.await(watcher, "watching");
            final Stage.Transfer transfer = stage.transfer(DemoTenant.GLOBEX, stage.file(100 << 20));
            transfer.connect();
            transfer.go();
            transfer.awaitSome();
            transfer.sender.allowToDie();
            transfer.receiver.allowToDie();
            stage.a().router().allowToDie();
            final long killedNs = System.nanoTime();
            stage.a().router().process().destroyForcibly();
            final Line event = stage.await(watcher, "event");
            final Line failed = stage.await(transfer.sender, "failed");
            final Duration took = Duration.ofNanos(System.nanoTime() - killedNs);

            assertThat(event.text("type")).isEqualTo("DEVICE_FATAL");
            assertThat(event.integer("poll")).isEqualTo(-Errno.ENODEV);
            assertThat(event.text("alive")).isEqualTo("false");
            assertThat(failed.text("reason")).contains("ENODEV");
            assertThat(took).isLessThan(Duration.ofSeconds(5));
            System.out.println("tenants heard of their router's death after " + took.toMillis() + " ms");
            assertThat(stage.awaitEnd(watcher)).isZero();
        }
    }
}
