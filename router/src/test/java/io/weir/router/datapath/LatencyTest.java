package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.RateLimiter;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.Latencies;
import io.weir.router.datapath.TestTenant.Buffer;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is measured of work requests on their way. */
class LatencyTest {
    private final TestHost host = new TestHost();
    private final DataDevice device = host.device("tenant", 1, TestHost.egressLimit(8_000_000));
    private final TestTenant tenant = new TestTenant(host, device);
    private final TestTenant peer = host.tenant("peer");
    private final Cq cq = tenant.cq(64);
    private final Qp qp = tenant.qp(cq, 32);
    private final Buffer here = tenant.buffer(1 << 20);
    private final Buffer there = peer.buffer(1 << 20);

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldMeasureFromTheDoorbellToTheCompletionWhenALimitHoldsBack() {
        connect(qp, peer.qp(peer.cq(16), 8));
        // the bucket is in debt by some 930 kB: at 1 MB/s the next waits for most of a second
        qp.write(1, there, 0, here.sge(0, 1_000_000));
        host.run();
        host.advance(TimeUnit.MILLISECONDS.toNanos(2));
        qp.write(2, there, 0, here.sge(0, 1000));
        host.run();
        assertThat(device.heldBack(Direction.EGRESS)).isEqualTo(RateLimiter.Reason.BYTES);
        assertThat(device.heldBack(Direction.INGRESS)).isEqualTo(RateLimiter.Reason.NONE);
        final Latencies before = device.latencies();
        for (int i = 0; i < 1000; i++) {
            host.advance(1_000_000);
            host.run();
        }
        final Latencies latencies = device.latencies().since(before);
        assertThat(latencies.count()).isEqualTo(1);
        assertThat(latencies.sumNs()).isBetween(TimeUnit.MILLISECONDS.toNanos(900), TimeUnit.SECONDS.toNanos(1));
        assertThat(device.heldBack(Direction.EGRESS)).isEqualTo(RateLimiter.Reason.NONE);
        assertThat(device.holdTimes().heldNs(Direction.EGRESS, RateLimiter.Reason.BYTES))
            .isCloseTo(latencies.sumNs(), Offset.offset(TimeUnit.MILLISECONDS.toNanos(20)));
        assertThat(device.holdTimes().heldNs(Direction.EGRESS, RateLimiter.Reason.OPERATIONS)).isZero();
        assertThat(device.holdTimes().heldNs(Direction.INGRESS, RateLimiter.Reason.BYTES)).isZero();
    }

    @Test
    void shouldMeasureEverySixteenthOfManyAndEachOfFew() {
        connect(qp, peer.qp(peer.cq(16), 8));
        for (int i = 0; i < 160; i++) {
            qp.write(i, there, 0, here.sge(0, 8));
            host.run();
            cq.drain();
        }
        assertThat(device.latencies().count()).isEqualTo(10);
        for (int i = 0; i < 10; i++) {
            host.advance(TimeUnit.MILLISECONDS.toNanos(1));
            qp.write(i, there, 0, here.sge(0, 8));
            host.run();
            cq.drain();
        }
        assertThat(device.latencies().count()).isEqualTo(20);
    }

    @Test
    void shouldMeasureOnlyWhatSucceeds() {
        connect(qp, peer.qp(peer.cq(16), 8));
        qp.write(1, there, 1 << 20, here.sge(0, 8));
        host.run();
        assertThat(cq.poll()).hasSize(1);
        assertThat(device.latencies().count()).isZero();
    }

    @Test
    void shouldCountTheTimeInWhichThereWasWork() {
        final long before = host.agent.busyTime().busyNs();
        connect(qp, peer.qp(peer.cq(16), 8));
        host.run();
        host.advance(TimeUnit.SECONDS.toNanos(5));
        host.run();
        qp.write(1, there, 0, here.sge(0, 8));
        host.agent.doWork();
        host.advance(TimeUnit.MILLISECONDS.toNanos(3));
        host.agent.doWork();
        assertThat(host.agent.busyTime().busyNs() - before).isEqualTo(TimeUnit.MILLISECONDS.toNanos(3));
    }
}
