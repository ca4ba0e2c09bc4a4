package io.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.TenantPolicy;
import io.weir.router.tenant.Tenant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AttachPaceTest {
    private final AttachPace pace = new AttachPace();
    private final Tenant busy = new Tenant(TenantPolicy.of("a", Set.of(), Set.of(), "blue", 1), null);
    private final Tenant other = new Tenant(TenantPolicy.of("a", Set.of(), Set.of(), "blue", 1), null);

    @Test
    void shouldRefuseWhenATenantAttachesInALoopAndLetTheOthersIn() {
        final long nowNs = -5;
        for (int i = 0; i < AttachPace.BURST; i++) {
            assertThat(pace.tryAttach(busy, nowNs)).isTrue();
        }
        assertThat(pace.tryAttach(busy, nowNs)).isFalse();
        assertThat(pace.tryAttach(other, nowNs)).isTrue();
        final long laterNs = nowNs + TimeUnit.SECONDS.toNanos(1);
        assertThat(pace.tryAttach(busy, laterNs)).isTrue();
        assertThat(pace.tryAttach(busy, laterNs)).isTrue();
        assertThat(pace.tryAttach(busy, laterNs)).isFalse();
    }
}
