package io.weir.router.rnic.soft;

import io.weir.router.rnic.RnicFabric;
import java.util.Random;

/** Two hosts on a {@link TestNetwork}, by its clock. */
final class SimulatedFabric extends RnicFabric {
    private final TestNetwork network;

    SimulatedFabric(final long seed, final double trouble) {
        network = new TestNetwork(seed, trouble, () -> nowNs);
        rnicA = new SoftRnic(network.socket(0x0A000001), "a", 4096, false, new Random(1));
        rnicB = new SoftRnic(network.socket(0x0A000002), "b", 4096, false, new Random(2));
    }

    @Override
    protected void step() {
        if (rnicA.poll(nowNs) + rnicB.poll(nowNs) == 0) {
            final long next = Math.min(network.nextDueNs(), Math.min(rnicA.nextDeadlineNs(), rnicB.nextDeadlineNs()));
            nowNs = Math.max(nowNs + 1, Math.min(next, nowNs + 1_000_000));
        } else {
            nowNs += 100;
        }
    }
}
