package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.policy.TenantLimits;
import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import io.weir.verbs.QpState;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a tenant writes into its segment, the others' transfers go on, and nothing throws. */
class HostileTenantTest {
    private static final int LENGTH = 100_000;
    private static final int ROUNDS = 3000;

    private final TestHost host = new TestHost();
    private final TestTenant victim = host.tenant("victim");
    private final TestTenant peer = host.tenant("peer");
    private final Cq victimCq = victim.cq(64);
    private final Qp victimQp = victim.qp(victimCq, 4);
    private final Buffer source = victim.buffer(LENGTH);
    private final Buffer target = peer.buffer(LENGTH);
    private long posted;

    @AfterEach
    void closed() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldKeepOthersUnharmedWhenATenantScribblesOverItsWholeSegment(final long seed) {
        final Random random = new Random(seed);
        final TestTenant hostile = hostile();
        final Qp[] qps = hostileQueuePairs(hostile);
        transfer(() -> {
            scribble(hostile, random, QueueSegmentDescriptor.DATA_SLEEP_OFFSET + random.nextInt(100_000));
            hostile.ring(random.nextInt(17));
        });
        assertThat(hostile.events).isNotEmpty();
        scribble(hostile, random, 0);
        host.advance(10_000_000);
        host.run();
        assertThat(hostile.offences).hasSize(1);
        for (final Qp qp : qps) {
            assertThat(qp.dataQp().state()).isEqualTo(QpState.RESET);
        }
        assertThat(victimQp.dataQp().state()).isEqualTo(QpState.RTS);
    }

    /** Only what tells the rings apart from noise stands: bits, keys and lengths of requests are random. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void shouldKeepOthersUnharmedWhenATenantPostsRandomRequests(final long seed) {
        final Random random = new Random(seed);
        final TestTenant hostile = hostile();
        final Cq cq = hostile.cq(1024);
        final Cq otherCq = hostile.cq(1024);
        final Buffer own = hostile.buffer(4096);
        final Qp[] ends = new Qp[2];
        transfer(() -> {
            if (ends[0] == null || ends[0].dataQp().state() == QpState.ERR) {
                for (int i = 0; i < 2; i++) {
                    if (ends[i] != null) {
                        ends[i].dataQp().destroy();
                    }
                    ends[i] = hostile.qp(i == 0 ? cq : otherCq, 4);
                }
                connect(ends[0], ends[1]);
            }
            final TestTenant.Sge sge = new TestTenant.Sge(own.address() + random.nextInt(-64, 4200),
                random.nextInt(200) == 0 ? random.nextInt() : random.nextInt(64),
                random.nextInt(50) == 0 ? random.nextInt() : own.mr().lkey());
            if (ends[0].hasRoom()) {
                ends[0].post(1, random.nextInt(8), random.nextInt(16) & ~8, own.address() + random.nextInt(-9, 4200),
                    random.nextInt(20) == 0 ? random.nextInt() : own.mr().rkey(), 0, sge);
            }
            cq.drain();
            otherCq.drain();
        });
        assertThat(hostile.offences).isEmpty();
    }

    @Test
    void shouldKeepOthersUnharmedWhenATenantFloodsItsDoorbells() {
        final TestTenant hostile = hostile();
        hostileQueuePairs(hostile);
        transfer(() -> {
            hostile.segment.setMemory(QueueSegmentDescriptor.DOORBELL_SUMMARY_OFFSET, 32, (byte) -1);
            hostile.segment.setMemory(QueueSegmentDescriptor.DOORBELLS_OFFSET, 2048, (byte) -1);
        });
        assertThat(hostile.events).isEmpty();
        host.advance(10_000_000);
        host.run();
        assertThat(hostile.offences).hasSize(1);
    }

    @Test
    void shouldEvictWhoRingsExistingDoorbellsWithoutPosting() {
        final TestTenant hostile = hostile();
        hostileQueuePairs(hostile);
        transfer(() -> {
            for (int doorbell = 0; doorbell < 17; doorbell++) {
                hostile.ring(doorbell);
            }
            host.advance(100_000);
        });
        assertThat(hostile.offences).hasSize(1).first().asString().startsWith("rang doorbells without posting");
        assertThat(victim.offences).isEmpty();
    }

    @Test
    void shouldNotEvictWhoRingsForEveryPost() {
        final TestTenant busy = host.tenant("busy");
        final Cq cq = busy.cq(64);
        final Buffer buffer = busy.buffer(64);
        final Qp qp = busy.qp(cq, 16);
        final Qp other = busy.qp(cq, 16);
        connect(qp, other);
        for (int i = 0; i < 200_000; i++) {
            // the first of the two is taken before its doorbell is: that one rings for nothing
            qp.write(i, buffer, 0, buffer.sge(0, 8));
            host.agent.doWork();
            busy.ring(0);
            other.receives.post(i, buffer.sge(0, 8));
            if (i % 10 == 0) {
                host.advance(10_000_000);
            }
            other.send(i, buffer.sge(0, 8));
            qp.receives.post(i, buffer.sge(0, 8));
            qp.send(i, buffer.sge(0, 8));
            host.run();
            cq.drain();
        }
        assertThat(busy.offences).isEmpty();
    }

    @Test
    void shouldTellWhichQueueAndRuleWhenARingIsBroken() {
        final TestTenant hostile = hostile();
        final Qp[] qps = hostileQueuePairs(hostile);
        host.run();
        hostile.segment.putLong(qps[0].sqOffset, 1_000_000);
        hostile.ring(1);
        host.run();
        assertThat(hostile.faults).singleElement().asString()
            .isEqualTo(String.format("QP 0x%06x, send queue: producer index 1000000 after 2, of a ring of 16",
                qps[0].number()));
    }

    @Test
    void shouldEvictWhoWakesTheRouterWithoutPosting() {
        final int doorbellFd = Eventfd.create();
        final TestTenant hostile = new TestTenant(host, host.device("hostile", 1, TenantLimits.NONE), doorbellFd);
        try {
            for (int i = 0; i < 10_000 && hostile.offences.isEmpty(); i++) {
                wake(doorbellFd);
            }
            assertThat(hostile.offences).singleElement().asString().startsWith("woke the router without posting");
        } finally {
            hostile.session.close();
            Fd.close(doorbellFd);
        }
    }

    @Test
    void shouldNotEvictWhoWakesTheRouterForEveryPost() {
        final int doorbellFd = Eventfd.create();
        final TestTenant busy = new TestTenant(host, host.device("busy", 1, TenantLimits.NONE), doorbellFd);
        final Cq cq = busy.cq(64);
        final Buffer buffer = busy.buffer(64);
        final Qp qp = busy.qp(cq, 16);
        connect(qp, busy.qp(cq, 16));
        try {
            for (int i = 0; i < 10_000; i++) {
                // found before the router slept, so that the wake-up comes for nothing
                qp.write(i, buffer, 0, buffer.sge(0, 8));
                host.agent.doWork();
                wake(doorbellFd);
                cq.drain();
            }
            assertThat(busy.offences).isEmpty();
        } finally {
            busy.session.close();
            Fd.close(doorbellFd);
        }
    }

    private void wake(final int doorbellFd) {
        Eventfd.signal(doorbellFd);
        host.agent.sleep();
        host.advance(100_000);
        host.agent.doWork();
    }

    private TestTenant hostile() {
        final TestTenant hostile = host.tenant("hostile");
        connect(victimQp, peer.qp(peer.cq(64), 4));
        final byte[] bytes = new byte[LENGTH];
        new Random(9).nextBytes(bytes);
        source.memory().put(0, bytes);
        return hostile;
    }

    private Qp[] hostileQueuePairs(final TestTenant hostile) {
        final Cq cq = hostile.cq(64);
        final Buffer own = hostile.buffer(1 << 16);
        final TestTenant.Srq srq = hostile.srq(16, 2);
        final Qp[] qps = new Qp[16];
        for (int i = 0; i < qps.length; i += 2) {
            qps[i] = hostile.qp(cq, 16);
            qps[i + 1] = hostile.qp(cq, cq, 16, i % 4 == 0 ? srq : null);
            connect(qps[i], qps[i + 1]);
            qps[i].write(1, own, 0, own.sge(0, 100));
            qps[i].send(1, own.sge(0, 100));
        }
        return qps;
    }

    private void transfer(final Runnable mischief) {
        long completed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            mischief.run();
            while (posted - victimQp.consumer() < 4) {
                victimQp.write(posted, target, 0, source.sge(0, LENGTH));
                posted++;
            }
            host.agent.doWork();
            host.agent.doWork();
            completed += victimCq.drain();
        }
        assertThat(completed).isGreaterThan(ROUNDS / 2);
        host.run();
        completed += victimCq.drain();
        assertThat(completed).isEqualTo(posted);
        assertThat(target.memory().bytes(0, LENGTH)).isEqualTo(source.memory().bytes(0, LENGTH));
    }

    private static void scribble(final TestTenant tenant, final Random random, final int from) {
        final byte[] noise = new byte[random.nextInt(1, 2000)];
        if (random.nextBoolean()) {
            random.nextBytes(noise);
        }
        tenant.segment.putBytes(from, noise);
    }
}
