package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.TenantLimits;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.Operation;
import io.weir.router.datapath.TestTenant.Buffer;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets how much: shares, limits, and what is counted. */
class SchedulingTest {
    private final TestHost host = new TestHost();

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldShareByWeightWhateverTheNumberOfQueuePairs() {
        final Bulk one = new Bulk(host, "one", 1, TenantLimits.NONE, 1);
        final Bulk many = new Bulk(host, "many", 1, TenantLimits.NONE, 4);
        final Bulk heavy = new Bulk(host, "heavy", 3, TenantLimits.NONE, 1);
        for (int i = 0; i < 4000; i++) {
            one.refill();
            many.refill();
            heavy.refill();
            host.agent.doWork();
        }
        assertThat((double) many.bytes()).isCloseTo(one.bytes(), Percentage.withPercentage(3));
        assertThat((double) heavy.bytes()).isCloseTo(3.0 * one.bytes(), Percentage.withPercentage(3));
    }

    @Test
    void shouldHoldALimitOverALongRun() {
        final Bulk limited = new Bulk(host, "limited", 1, TestHost.egressLimit(200_000_000), 2);
        final Bulk free = new Bulk(host, "free", 1, TenantLimits.NONE, 1);
        final long stepNs = 100_000;
        for (long ns = 0; ns < 2_000_000_000L; ns += stepNs) {
            limited.refill();
            free.refill();
            host.agent.doWork();
            host.advance(stepNs);
        }
        host.agent.doWork();
        assertThat((double) limited.bytes()).isCloseTo(2 * 25e6, Percentage.withPercentage(0.5));
        assertThat(free.bytes()).isGreaterThan(10 * limited.bytes());
        assertThat(host.usage("limited").throttledNs().get(Direction.EGRESS))
            .isCloseTo(2_000_000_000L, Offset.offset(100_000_000L));
    }

    @Test
    void shouldCountWhatTheClientSeesCompleted() {
        final Bulk bulk = new Bulk(host, "bulk", 1, TenantLimits.NONE, 1);
        bulk.refill();
        host.run();
        bulk.cq.drain();
        assertThat(host.usage("bulk").operations().get(Operation.WRITE).bytes()).isEqualTo(8 * Bulk.LENGTH);
        assertThat(host.usage("bulk").operations().get(Operation.WRITE).messages()).isEqualTo(8);
        assertThat(host.usage("bulk-peer").operations().get(Operation.SERVED_WRITE).bytes())
            .isEqualTo(8 * Bulk.LENGTH);
    }

    @Test
    void shouldSendMoreThanTheBurstAtOnceAndPayLater() {
        final TestTenant tenant = host.tenant("tenant", 1, TestHost.egressLimit(8_000_000));
        final TestTenant peer = host.tenant("peer");
        final Cq cq = tenant.cq(16);
        final Qp qp = tenant.qp(cq, 8);
        final Qp peerQp = peer.qp(peer.cq(16), 8);
        connect(qp, peerQp);
        final Buffer here = tenant.buffer(1 << 20);
        final Buffer there = peer.buffer(1 << 20);
        peerQp.receives.post(1, there.sge(0, 1 << 20));
        peerQp.receives.post(2, there.sge(0, 1 << 20));
        qp.send(1, here.sge(0, 1_000_000));
        qp.send(2, here.sge(0, 1000));
        host.run();
        assertThat(cq.poll()).hasSize(1);
        host.advance(900_000_000);
        host.run();
        assertThat(cq.poll()).isEmpty();
        host.advance(100_000_000);
        host.run();
        assertThat(cq.poll()).hasSize(1);
    }
}
