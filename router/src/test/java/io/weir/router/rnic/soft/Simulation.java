package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.TestEndpoint;
import io.weir.router.rnic.TestMemory;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Two RNICs, a network in trouble and queue pairs of every type between them, all made up from a seed. Memory is used
 * again by the next run.
 */
final class Simulation {
    private static final int MAX_STEPS = 100_000;
    private static final long LONGEST_OUTAGE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final TestMemory[] memories = new TestMemory[QpType.values().length * 2];
    private final List<Flow> flows = new ArrayList<>();
    private long nowNs;
    private long packets;
    private long lost;

    Simulation() {
        for (int i = 0; i < memories.length; i++) {
            memories[i] = new TestMemory(0x7f00_0000_0000L + ((long) i << 32), Flow.REGION, i % 2 == 0 ? 0 : 256);
        }
    }

    /** Runs it to its end and looks at what came of it; answers the hash of all its packets. */
    long run(final long seed) {
        final Random random = new Random(seed);
        nowNs = 1;
        flows.clear();
        for (final TestMemory memory : memories) {
            memory.clear();
        }
        final TestNetwork network = new TestNetwork(random.nextLong(), trouble(random), () -> nowNs);
        try (SoftRnic a = new SoftRnic(network.socket(1), "a", 4096, false, random);
             SoftRnic b = new SoftRnic(network.socket(2), "b", 4096, false, random)) {
            connect(a, b, random);
            final RcFlow.Failure failure = reliable(a, b, random);
            flows.forEach(flow -> flow.start(nowNs, random));
            final long downNs = random.nextInt(3) == 0 || failure == RcFlow.Failure.LINK_LOST
                ? nowNs + random.nextLong(100_000) : Long.MAX_VALUE - LONGEST_OUTAGE_NS;
            final long upNs = failure == RcFlow.Failure.LINK_LOST
                ? Long.MAX_VALUE : downNs + random.nextLong(LONGEST_OUTAGE_NS);
            int step = 0;
            while (!(flows.stream().allMatch(Flow::isDone) && network.nextDueNs() == Long.MAX_VALUE)) {
                assertThat(step++).as("steps").isLessThan(MAX_STEPS);
                network.link(nowNs < downNs || nowNs >= upNs);
                flows.forEach(flow -> flow.onTime(nowNs));
                step(network, a, b);
            }
            flows.forEach(Flow::verify);
        }
        packets += network.sent;
        lost += network.lost;
        return network.trace();
    }

    long packets() {
        return packets;
    }

    long lost() {
        return lost;
    }

    private static TestNetwork.Trouble trouble(final Random random) {
        return new TestNetwork.Trouble(random.nextDouble() * 0.1, random.nextDouble() * 0.2, random.nextDouble() * 0.3,
            random.nextDouble() * 0.04, random.nextInt(4) == 0 ? 0.05 : 0, 1 + random.nextInt(40_000));
    }

    private TestEndpoint endpoint(final SoftRnic rnic, final QpType type, final int side) {
        return new TestEndpoint(rnic, type, memories[type.ordinal() * 2 + side], Flow.OPERATIONS);
    }

    private void connect(final SoftRnic a, final SoftRnic b, final Random random) {
        final TestEndpoint ucA = endpoint(a, QpType.UC, 0);
        final TestEndpoint ucB = endpoint(b, QpType.UC, 1);
        connect(ucA, ucB, random, 7);
        flows.add(new UcFlow(ucA, ucB));
        final TestEndpoint udA = endpoint(a, QpType.UD, 0);
        final TestEndpoint udB = endpoint(b, QpType.UD, 1);
        for (final TestEndpoint end : List.of(udA, udB)) {
            assertThat(end.qp.toRtr(RtrAttributes.datagram(UdFlow.QKEY))).isZero();
            assertThat(end.qp.toRts(new RtsAttributes(random.nextInt(1 << 24), 0, 0, 0, 0))).isZero();
        }
        flows.add(new UdFlow(udA, udB));
    }

    /** Both ways at once, or one way with something that goes wrong. */
    private RcFlow.Failure reliable(final SoftRnic a, final SoftRnic b, final Random random) {
        final TestEndpoint rcA = endpoint(a, QpType.RC, 0);
        final TestEndpoint rcB = endpoint(b, QpType.RC, 1);
        final RcFlow.Failure[] failures = RcFlow.Failure.values();
        final RcFlow.Failure failure = random.nextBoolean()
            ? RcFlow.Failure.NONE : failures[random.nextInt(failures.length)];
        connect(rcA, rcB, random, failure == RcFlow.Failure.NO_RECEIVE ? 2 : 7);
        flows.add(new RcFlow(rcA, rcB, failure, random));
        return failure;
    }

    private static void connect(final TestEndpoint a, final TestEndpoint b, final Random random, final int rnrRetry) {
        final TestEndpoint.Parameters toB = new TestEndpoint.Parameters();
        toB.mtu = Mtu.values()[random.nextInt(Mtu.values().length)];
        toB.psn = random.nextBoolean() ? 0xFFFFF0 + random.nextInt(16) : random.nextInt(1 << 24);
        toB.peerPsn = random.nextInt(1 << 24);
        toB.maxReadAtomic = 1 + random.nextInt(8);
        toB.minRnrTimer = 1 + random.nextInt(6);
        toB.rnrRetry = rnrRetry;
        final TestEndpoint.Parameters toA = new TestEndpoint.Parameters();
        toA.mtu = toB.mtu;
        toA.psn = toB.peerPsn;
        toA.peerPsn = toB.psn;
        toA.maxReadAtomic = toB.maxReadAtomic;
        toA.minRnrTimer = toB.minRnrTimer;
        a.toRtr(b, toB);
        b.toRtr(a, toA);
        a.toRts(toB);
        b.toRts(toA);
    }

    private void step(final TestNetwork network, final SoftRnic a, final SoftRnic b) {
        if (a.poll(nowNs) + b.poll(nowNs) > 0) {
            nowNs += 100;
            return;
        }
        long next = Math.min(network.nextDueNs(), Math.min(a.nextDeadlineNs(), b.nextDeadlineNs()));
        for (final Flow flow : flows) {
            next = Math.min(next, flow.nextNs());
        }
        nowNs = Math.max(nowNs + 1, next);
    }
}
