package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.Allowance;
import io.weir.policy.Ipv4;
import io.weir.policy.Mode;
import io.weir.policy.OperationCosts;
import io.weir.policy.Rate;
import io.weir.policy.RateLimiter;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.verbs.Opcode;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits, guarantees and the rail's capacity, from the ring to the RNIC. */
class ShapingTest {
    private static final long GIGABIT = 1_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long STEP_NS = 20_000;

    private final TestHost host = new TestHost();

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldReadOnAnotherQueuePairWhenWhatGoesOutIsHeldBack() {
        final TestTenant tenant = host.tenant("tenant", 1, TestHost.egressLimit(8_000));
        final TestTenant peer = host.tenant("peer");
        final Cq writes = tenant.cq(16);
        final Cq reads = tenant.cq(16);
        final Cq peers = peer.cq(16);
        final Qp writer = tenant.qp(writes, 8);
        final Qp reader = tenant.qp(reads, 8);
        connect(writer, peer.qp(peers, 8));
        connect(reader, peer.qp(peers, 8));
        final Buffer here = tenant.buffer(1 << 20);
        final Buffer there = peer.buffer(1 << 20);
        for (int i = 0; i < 4; i++) {
            writer.write(i, there, 0, here.sge(0, 65_536));
            reader.read(i, there, 0, here.sge(65_536, 65_536));
        }
        host.run();
        assertThat(writes.poll()).hasSize(1);
        assertThat(reads.poll()).hasSize(4);
        // within a queue pair order rules
        reader.write(4, there, 0, here.sge(0, 65_536));
        reader.read(5, there, 0, here.sge(65_536, 65_536));
        host.run();
        assertThat(reads.poll()).isEmpty();
    }

    @Test
    void shouldShareACapacityByWeightAndTellWhoWaitedForIt() {
        host.agent.changeCapacity(TestHost.LOCAL, Rate.ofBits(8 * GIGABIT));
        final Bulk one = new Bulk(host, "one", 1, TenantLimits.NONE, 4);
        final Bulk two = new Bulk(host, "two", 2, TenantLimits.NONE, 1);
        final Bulk four = new Bulk(host, "four", 4, TenantLimits.NONE, 2);
        run(SECOND / 2, one, two, four);
        assertThat((double) two.bytes()).isCloseTo(2.0 * one.bytes(), Percentage.withPercentage(2));
        assertThat((double) four.bytes()).isCloseTo(4.0 * one.bytes(), Percentage.withPercentage(2));
        assertThat((double) one.bytes() + two.bytes() + four.bytes())
            .isCloseTo(GIGABIT / 2.0, Percentage.withPercentage(2));
        assertThat(limiter(one).heldNs(RateLimiter.Reason.RAIL, host.nowNs)).isGreaterThan(SECOND / 4);
        assertThat(limiter(one).throttledNs(host.nowNs)).isZero();
    }

    @Test
    void shouldKeepAGuaranteeBesideGreaterWeights() {
        host.agent.changeCapacity(TestHost.LOCAL, Rate.ofBits(8 * GIGABIT));
        final Bulk entitled = new Bulk(host, "entitled", 1, TenantLimits.NONE.withEgress(
            Allowance.unlimited(Rate.Unit.BITS).withGuarantee(Rate.ofBits(4 * GIGABIT))), 1);
        final Bulk heavy = new Bulk(host, "heavy", 100, TenantLimits.NONE, 8);
        run(SECOND / 2, entitled, heavy);
        assertThat(entitled.bytes()).isGreaterThan(GIGABIT / 4 * 99 / 100);
        assertThat(heavy.bytes()).isGreaterThan(GIGABIT / 4 * 90 / 100);
    }

    @Test
    void shouldGiveSixteenQueuePairsNoMoreThanOne() {
        final Bulk one = new Bulk(host, "one", 1, TestHost.egressLimit(GIGABIT), 1);
        final Bulk sixteen = new Bulk(host, "sixteen", 1, TestHost.egressLimit(GIGABIT), 16);
        run(SECOND / 2, one, sixteen);
        assertThat((double) one.bytes()).isCloseTo(GIGABIT / 16.0, Percentage.withPercentage(3));
        assertThat((double) sixteen.bytes()).isCloseTo(GIGABIT / 16.0, Percentage.withPercentage(10));
        assertThat(sixteen.bytes()).isLessThan(one.bytes() + 8 * Bulk.LENGTH);
    }

    @Test
    void shouldHoldNobodyBackWhenAuditing() {
        final Bulk watched = new Bulk(host, "watched", 1, TenantLimits.NONE, 1);
        final Bulk free = new Bulk(host, "free", 1, TenantLimits.NONE, 1);
        host.agent.changeDevice(watched.tenant.device,
            policy().withMode(Mode.AUDIT).withLimits(TestHost.egressLimit(8_000_000)));
        run(SECOND / 100, watched, free);
        assertThat((double) watched.bytes()).isCloseTo(free.bytes(), Percentage.withPercentage(2));
        assertThat(limiter(watched).excessBytes()).isGreaterThan(watched.bytes() / 2);
        assertThat(limiter(watched).throttledNs(host.nowNs)).isZero();
    }

    @Test
    void shouldCountOperationsByTheirCosts() {
        final TestTenant tenant = host.tenant("tenant");
        host.agent.changeDevice(tenant.device, policy().withCosts(new OperationCosts(1, 1, 2, 4)).withLimits(
            TenantLimits.NONE.withOperations(Allowance.limited(Rate.ofOperations(10_000)).withBurst(10))));
        final TestTenant peer = host.tenant("peer");
        final Cq cq = tenant.cq(64);
        final Qp qp = tenant.qp(cq, 32);
        connect(qp, peer.qp(peer.cq(16), 8));
        final Buffer here = tenant.buffer(4096);
        final Buffer there = peer.buffer(4096);
        for (int i = 0; i < 4; i++) {
            qp.postAtomic(i, Opcode.ATOMIC_FETCH_AND_ADD.value(), there.address(), there.mr().rkey(), 1, 0,
                here.sge(0, 8));
        }
        host.run();
        assertThat(cq.poll()).hasSize(2);
        host.advance(200_000);
        host.run();
        assertThat(cq.poll()).hasSize(1);
        host.advance(400_000);
        host.run();
        assertThat(cq.poll()).hasSize(1);
    }

    @Test
    void shouldChargeTheTargetOfAPeersWrites() {
        final TestTenant target = host.tenant("target", 1,
            TenantLimits.NONE.withIngress(Allowance.limited(Rate.ofBits(8_000_000)).withBurst(65_536)));
        final TestTenant peer = host.tenant("peer");
        final Cq cq = target.cq(16);
        final Cq peers = peer.cq(16);
        final Qp qp = target.qp(cq, 8);
        final Qp peerQp = peer.qp(peers, 8);
        connect(qp, peerQp);
        final Buffer here = target.buffer(1 << 20);
        final Buffer there = peer.buffer(1 << 20);
        peerQp.write(1, here, 0, there.sge(0, 165_536));
        host.run();
        assertThat(peers.poll()).hasSize(1);
        qp.read(1, there, 0, here.sge(0, 1));
        host.run();
        assertThat(cq.poll()).isEmpty();
        host.advance(SECOND / 10);
        host.run();
        assertThat(cq.poll()).isEmpty();
        host.advance(SECOND / 1000);
        host.run();
        assertThat(cq.poll()).hasSize(1);
    }

    private void run(final long ns, final Bulk... all) {
        for (long passed = 0; passed < ns; passed += STEP_NS) {
            for (final Bulk bulk : all) {
                bulk.refill();
            }
            host.agent.doWork();
            host.agent.doWork();
            host.advance(STEP_NS);
        }
    }

    private static RateLimiter limiter(final Bulk bulk) {
        return ((Device) bulk.tenant.device).limiters().egress();
    }

    private static TenantPolicy policy() {
        return TenantPolicy.of("tenant", Set.of(), Set.of(), TestHost.NETWORK, Ipv4.parse("10.0.0.1"));
    }
}
