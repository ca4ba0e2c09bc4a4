package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyEditTest {
    private static final TenantPolicy ACME = TenantPolicy.of("acme", Set.of(1), Set.of(), "blue", 0x0a000001)
        .withLimits(TenantLimits.NONE.withEgress(
            Allowance.limited(Rate.ofBits(1_000_000_000)).withGuarantee(Rate.ofBits(500_000_000))));

    @Test
    void shouldChangeEachSettingAndNoOther() {
        final TenantPolicy changed = PolicyEdit.apply(ACME, Map.of("limit.egress", "2Gbit", "limit.operations", "1k/s",
            "burst.ingress", "1MiB", "weight.ingress", "5", "class", "latency", "mode", "audit"));
        final Map<String, String> before = PolicySettings.of(ACME);
        final Map<String, String> after = PolicySettings.of(changed);
        assertThat(after).containsEntry("limit.egress", "2Gbit/s").containsEntry("limit.operations", "1k/s")
            .containsEntry("burst.ingress", "1MiB").containsEntry("weight.ingress", "5")
            .containsEntry("class", "latency").containsEntry("mode", "audit")
            .containsEntry("guarantee.egress", "500Mbit/s");
        assertThat(after.keySet().stream().filter(key -> !after.get(key).equals(before.get(key))))
            .containsExactly("limit.egress", "limit.operations", "burst.egress", "burst.ingress", "burst.operations",
                "weight.ingress", "class", "mode");
    }

    @Test
    void shouldChangeLimitAndGuaranteeTogetherInEitherDirection() {
        final TenantPolicy less =
            PolicyEdit.apply(ACME, Map.of("limit.egress", "100Mbit", "guarantee.egress", "50Mbit"));
        final TenantPolicy more =
            PolicyEdit.apply(less, Map.of("guarantee.egress", "3Gbit", "limit.egress", "4Gbit"));
        assertThat(more.limits().egress().guarantee()).isEqualTo(Rate.ofBits(3_000_000_000L));
        assertThat(PolicyEdit.apply(more, Map.of("guarantee.egress", "none")).limits().egress().guarantee().isNone())
            .isTrue();
    }

    @Test
    void shouldRefuseWhatMakesNoSenseAndSayWhy() {
        assertThatThrownBy(() -> PolicyEdit.apply(ACME, Map.of("limit.egress", "100Mbit")))
            .hasMessageContaining("'guarantee.egress': a guarantee is bounded, and not above the limit");
        assertThatThrownBy(() -> PolicyEdit.apply(ACME, Map.of("limit.egress", "10G")))
            .hasMessageContaining("'limit.egress': '10G' could mean two things");
        assertThatThrownBy(() -> PolicyEdit.apply(ACME, Map.of("weight.egress", "heavy")))
            .hasMessageContaining("is no weight");
        assertThatThrownBy(() -> PolicyEdit.apply(ACME, Map.of("network", "green")))
            .hasMessageContaining("known are limit.egress");
    }
}
