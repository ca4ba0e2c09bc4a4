package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantPolicyTest {
    @Test
    void shouldAdmitByUserOrGroup() {
        final TenantPolicy policy = policy("acme", 1);
        assertThat(policy.admits(1000, 5)).isTrue();
        assertThat(policy.admits(1, 200)).isTrue();
        assertThat(policy.admits(0, 0)).isFalse();
    }

    @Test
    void shouldRefuseWhatIsOutOfBoundsAndNameTheBound() {
        assertThatThrownBy(() -> policy("../acme", 1)).hasMessageContaining("'../acme' is no name");
        assertThatThrownBy(() -> policy("a".repeat(64), 1)).hasMessageContaining("1 to 63");
        assertThatThrownBy(() -> policy("acme", 0)).hasMessage("a weight is from 1 to 1024: 0");
        assertThatThrownBy(() -> new TenantQuota(4096, 1, 1, 1, 1, 1, 1, 1, 1))
            .hasMessage("memory is from 1MiB to 128TiB: 4KiB");
        assertThatThrownBy(() -> new TenantLimits(Rate.ofOperations(1), Rate.ofBits(1), Rate.ofOperations(1), 1))
            .hasMessageContaining("egress");
    }

    private static TenantPolicy policy(final String name, final int weight) {
        return new TenantPolicy(name, Set.of(1000), Set.of(200), "blue", Ipv4.parse("10.0.0.1"), TenantLimits.NONE,
            weight, TenantQuota.DEFAULT);
    }
}
