package io.weir.router.rnic.local;

import io.weir.router.rnic.RnicSuite;
import java.util.Random;

class LocalRnicTest extends RnicSuite {
    @Override
    protected void openRnics() {
        rnicA = new LocalRnic(new Random(1));
        rnicB = rnicA;
    }

    @Override
    protected void step() {
        if (rnicA.poll(nowNs) == 0) {
            final long next = rnicA.nextDeadlineNs();
            nowNs = next == Long.MAX_VALUE || next <= nowNs ? nowNs + 100_000 : next;
        } else {
            nowNs++;
        }
    }
}
