package io.weir.router.rnic.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.RnicSuite;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Over an RDMA device of this host, with itself, by the real clock. The system property {@value #DEVICE} names the
 * device; without it the guest that has one runs this ({@code bench/guest}).
 */
@EnabledIfSystemProperty(named = VerbsRnicTest.DEVICE, matches = ".+")
class VerbsRnicTest extends RnicSuite {
    static final String DEVICE = "weir.verbs.device";

    private static final long PATIENCE_NS = 30_000_000_000L;

    private long firstStepNs;

    @Override
    protected void openRnics() {
        nowNs = System.nanoTime();
        rnicA = VerbsRnic.open(System.getProperty(DEVICE), 1, -1);
        rnicB = VerbsRnic.open(System.getProperty(DEVICE), 1, -1);
        toA.timeout = 14;
        toB.timeout = 14;
    }

    @Override
    protected void step() {
        nowNs = System.nanoTime();
        if (firstStepNs == 0) {
            firstStepNs = nowNs;
        }
        assertThat(nowNs - firstStepNs).as("a: %s %s %s, b: %s %s %s",
            a.sent, a.received, a.events, b.sent, b.received, b.events).isLessThan(PATIENCE_NS);
        rnicA.poll(nowNs);
        rnicB.poll(nowNs);
    }

    @Override
    protected boolean tellsAll() {
        return false;
    }

    @Override
    protected boolean dropsWhatDoesNotFit() {
        return false;
    }

    @Override
    protected boolean takesPieces() {
        return false;
    }
}
