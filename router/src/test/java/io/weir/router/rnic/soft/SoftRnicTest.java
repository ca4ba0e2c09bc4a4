package io.weir.router.rnic.soft;

import io.weir.router.rnic.RnicSuite;
import java.util.Random;

/** Over a network without trouble. */
class SoftRnicTest extends RnicSuite {
    private TestNetwork network;

    @Override
    protected void openRnics() {
        network = newNetwork();
        rnicA = new SoftRnic(network.socket(0x0A000001), "a", 4096, false, new Random(1));
        rnicB = new SoftRnic(network.socket(0x0A000002), "b", 4096, false, new Random(2));
    }

    TestNetwork newNetwork() {
        return new TestNetwork(0, 0, () -> nowNs);
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
