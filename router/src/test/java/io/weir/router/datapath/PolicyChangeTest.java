package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.policy.Ipv4;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import io.weir.router.datapath.TestTenant.Buffer;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PolicyChangeTest {
    private static final int LENGTH = 60_000;
    private static final long MILLISECOND = 1_000_000;

    private final TestHost host = new TestHost();

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldFollowAChangedLimitAtOnceAndLoseNothing() {
        final TestTenant tenant = host.tenant("tenant", 1, TestHost.egressLimit(8_000));
        final TestTenant peer = host.tenant("peer");
        final Cq cq = tenant.cq(64);
        final Qp qp = tenant.qp(cq, 16);
        TestTenant.connect(qp, peer.qp(peer.cq(16), 16));
        final Buffer here = tenant.buffer(LENGTH);
        final Buffer there = peer.buffer(LENGTH);
        for (int i = 0; i < 16; i++) {
            qp.write(i, there, 0, here.sge(0, LENGTH));
        }
        host.run();
        host.advance(MILLISECOND);
        host.run();
        assertThat(cq.poll()).hasSize(1);
        host.agent.changeDevice(tenant.device, policy(TestHost.egressLimit(LENGTH * 8L * 1000)));
        for (int i = 0; i < 80; i++) {
            host.run();
            host.advance(MILLISECOND);
        }
        assertThat(cq.poll()).hasSize(15);
    }

    @Test
    void shouldGiveAFreeNumberToTheNextDevice() {
        final DataDevice gone = host.device("gone", 1, TenantLimits.NONE);
        final int number = ((Device) gone).number();
        host.agent.removeDevice(gone);
        host.agent.removeDevice(gone);
        final TestTenant next = host.tenant("next");
        assertThat(((Device) next.device).number()).isEqualTo(number);
        assertThatThrownBy(() -> host.agent.removeDevice(next.device)).hasMessageContaining("session 1");
        next.session.close();
        host.agent.removeDevice(next.device);
        assertThat(host.agent.doWork()).isZero();
    }

    private static TenantPolicy policy(final TenantLimits limits) {
        return TenantPolicy.of("tenant", Set.of(), Set.of(), "blue", Ipv4.parse("10.0.0.1")).withLimits(limits);
    }
}
