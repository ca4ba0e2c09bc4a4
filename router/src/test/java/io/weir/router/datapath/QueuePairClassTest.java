package io.weir.router.datapath;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.Allowance;
import io.weir.policy.Ipv4;
import io.weir.policy.QpClasses;
import io.weir.policy.Rate;
import io.weir.policy.ServiceClass;
import io.weir.policy.TenantLimiters;
import io.weir.policy.TenantLimits;
import io.weir.policy.TenantPolicy;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queue pairs of a tenant that may send a piece each millisecond, in classes that their address vectors ask for. */
class QueuePairClassTest {
    private static final int SIZE = 1_000;
    private static final int DEPTH = 16;
    private static final int MILLISECOND = 1_000_000;
    private static final int LOW = 8;
    private static final int HIGH = 184;
    private static final int HIGH_LEVEL = 5;
    private static final TenantPolicy POLICY =
        TenantPolicy.of("tenant", Set.of(), Set.of(), TestHost.NETWORK, Ipv4.parse("10.0.0.1"))
            .withLimits(TenantLimits.NONE.withEgress(Allowance.limited(Rate.ofBits(SIZE * 8_000L)).withBurst(SIZE)))
            .withClasses(new QpClasses(Map.of(LOW, ServiceClass.BULK, HIGH, ServiceClass.LATENCY),
                Map.of(HIGH_LEVEL, ServiceClass.LATENCY)));

    private final TestHost host = new TestHost();
    private TestTenant tenant;
    private TestTenant peer;
    private Cq cq;

    @BeforeEach
    void open() {
        final TenantLimiters limiters = new TenantLimiters(POLICY, host.nowNs);
        tenant = new TestTenant(host, host.device("tenant", TestHost.NETWORK, limiters));
        peer = host.tenant("peer");
        cq = tenant.cq(256);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void shouldLetTheHigherClassGoFirstAndStarveNobody() {
        final Writer ordinary = new Writer(0, 0);
        final Writer low = new Writer(LOW, 0);
        final Writer alsoLow = new Writer(LOW, HIGH_LEVEL);
        run(3_200, ordinary, low, alsoLow);
        assertThat((double) ordinary.done()).isCloseTo(3_000, Percentage.withPercentage(2));
        assertThat((double) low.done()).isCloseTo(100, Percentage.withPercentage(20));
        assertThat((double) alsoLow.done()).as("the traffic class goes before the service level")
            .isCloseTo(100, Percentage.withPercentage(20));
    }

    @Test
    void shouldLeaveAllToTheLowerClassWhileTheHigherHasNothing() {
        final Writer low = new Writer(LOW, 0);
        run(200, low);
        assertThat(low.done()).isBetween(195L, 201L);
    }

    @Test
    void shouldGiveNoMoreThanTheTenantsClassUntilThePolicyAllows() {
        final Writer ordinary = new Writer(0, 0);
        final Writer high = new Writer(HIGH, 0);
        final Writer alsoHigh = new Writer(0, HIGH_LEVEL);
        run(300, ordinary, high, alsoHigh);
        assertThat((double) high.done()).isCloseTo(100, Percentage.withPercentage(5));
        assertThat((double) alsoHigh.done()).isCloseTo(100, Percentage.withPercentage(5));

        host.agent.changeDevice(tenant.device, POLICY.withService(ServiceClass.LATENCY).withClasses(
            new QpClasses(Map.of(HIGH, ServiceClass.LATENCY, 0, ServiceClass.NORMAL), Map.of())));
        final long before = ordinary.done();
        run(320, ordinary, high, alsoHigh);
        assertThat(ordinary.done() - before).as("it asks for less than it may have").isBetween(5L, 30L);
    }

    @Test
    void shouldTakeAReadyQueuePairOutWhateverItsClass() {
        final Writer low = new Writer(LOW, 0);
        final Writer ordinary = new Writer(0, 0);
        low.refill();
        ordinary.refill();
        host.agent.doWork();
        low.qp.dataQp().destroy();
        run(50, ordinary);
        assertThat(ordinary.done()).isBetween(45L, 52L);
    }

    private void run(final int milliseconds, final Writer... writers) {
        for (int i = 0; i < milliseconds; i++) {
            for (final Writer writer : writers) {
                writer.refill();
            }
            host.run();
            cq.drain();
            host.advance(MILLISECOND);
        }
    }

    /** Always has more to write. */
    private final class Writer {
        private final TestTenant.Buffer source = tenant.buffer(SIZE);
        private final TestTenant.Buffer target = peer.buffer(SIZE);
        private final Qp qp;
        private long posted;

        Writer(final int trafficClass, final int serviceLevel) {
            qp = tenant.qp(cq, DEPTH);
            qp.dataQp().mark(trafficClass, serviceLevel);
            TestTenant.connect(qp, peer.qp(peer.cq(16), DEPTH));
        }

        void refill() {
            while (posted - qp.consumer() < DEPTH) {
                qp.write(posted, target, 0, source.sge(0, SIZE));
                posted++;
            }
        }

        long done() {
            return qp.consumer();
        }
    }
}
