package io.weir.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantPolicyTest {
    @Test
    void shouldAdmitByUserOrGroup() {
        final TenantPolicy policy = policy("acme");
        assertThat(policy.admits(1000, 5)).isTrue();
        assertThat(policy.admits(1, 200)).isTrue();
        assertThat(policy.admits(0, 0)).isFalse();
    }

    @Test
    void shouldRefuseWhatIsOutOfBoundsAndNameTheBound() {
        assertThatThrownBy(() -> policy("../acme")).hasMessageContaining("'../acme' is no name");
        assertThatThrownBy(() -> policy("a".repeat(64))).hasMessageContaining("1 to 63");
        assertThatThrownBy(() -> TenantLimits.NONE.withWeights(0, 1)).hasMessage("a weight is from 1 to 1024: 0");
        assertThatThrownBy(() -> new OperationCosts(1, 0, 1, 1)).hasMessageContaining("a cost is from 1 to 1024");
        assertThatThrownBy(() -> TenantQuota.DEFAULT.withAttaches(Rate.ofBits(1))).hasMessageContaining("attaches");
        assertThatThrownBy(() -> new TenantQuota(4096, 1, 1, 1, 1, 1, 1, 1, 1))
            .hasMessage("memory is from 1MiB to 128TiB: 4KiB");
        assertThatThrownBy(() -> TenantLimits.NONE.withEgress(Allowance.unlimited(Rate.Unit.OPERATIONS)))
            .hasMessageContaining("egress");
    }

    @Test
    void shouldGuaranteeNoMoreThanTheLimit() {
        final Allowance allowance = Allowance.limited(Rate.ofBits(1_000));
        assertThat(allowance.withGuarantee(Rate.ofBits(1_000)).guarantee()).isEqualTo(Rate.ofBits(1_000));
        assertThatThrownBy(() -> allowance.withGuarantee(Rate.ofBits(1_001)))
            .hasMessageContaining("1.001kbit/s with the limit 1kbit/s");
        assertThatThrownBy(() -> allowance.withGuarantee(Rate.unlimited(Rate.Unit.BITS)))
            .hasMessageContaining("a guarantee is bounded");
        assertThatThrownBy(() -> allowance.withLimit(Rate.none(Rate.Unit.BITS))).hasMessage("a limit is not none");
    }

    @Test
    void shouldGuaranteeNoMoreOperationsThanBothDirectionsMayHaveTogether() {
        final Allowance guaranteed =
            Allowance.unlimited(Rate.Unit.OPERATIONS).withGuarantee(Rate.ofOperations(600));
        final TenantLimits limits = TenantLimits.NONE.withOperations(Allowance.limited(Rate.ofOperations(1_000)));
        assertThatThrownBy(() -> limits.withEgressOperations(guaranteed).withIngressOperations(guaranteed))
            .hasMessage("the guarantees of operations sum to 1.2k/s, more than the limit of operations of both "
                + "directions together, 1k/s");
        assertThat(limits.withOperations(Allowance.limited(Rate.ofOperations(1_200))).withEgressOperations(guaranteed)
            .withIngressOperations(guaranteed).egressOperations().guarantee()).isEqualTo(Rate.ofOperations(600));
    }

    @Test
    void shouldDeepenTheBucketWithTheRateUnlessTold() {
        assertThat(Allowance.limited(Rate.ofBits(1_000_000_000)).depth()).isEqualTo(4_000_000 + 64 * 1024 * 8);
        assertThat(Allowance.limited(Rate.ofBits(1_000_000_000)).withBurst(1_000).depth()).isEqualTo(8_000);
        assertThat(Allowance.limited(Rate.ofOperations(100)).depth()).isEqualTo(1);
        assertThat(Allowance.limited(Rate.ofOperations(100)).withBurst(50).depth()).isEqualTo(50);
    }

    @Test
    void shouldReachThoseNamedAndNoOthers() {
        final Reach reach = Reach.only(Set.of("globex"), List.of(Ipv4Prefix.parse("10.2.0.0/16")));
        assertThat(reach.admits("globex", Ipv4.parse("10.0.0.9"))).isTrue();
        assertThat(reach.admits(null, Ipv4.parse("10.2.3.4"))).isTrue();
        assertThat(reach.admits("initech", Ipv4.parse("10.0.0.8"))).isFalse();
        assertThat(reach.admits(null, Ipv4.parse("10.3.0.1"))).isFalse();
        assertThat(Reach.EVERYBODY.admits(null, 1)).isTrue();
    }

    private static TenantPolicy policy(final String name) {
        return TenantPolicy.of(name, Set.of(1000), Set.of(200), "blue", Ipv4.parse("10.0.0.1"));
    }
}
