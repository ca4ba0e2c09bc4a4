package io.weir.router.rnic;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Parameters;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two RNICs, a reliable connected queue pair on each, and a clock: what the suites stand on. */
public abstract class RnicFixture {
    protected static final int REGION = 1 << 20;
    protected static final int MTU = 1024;

    protected long nowNs = 1_000_000;
    protected Rnic rnicA;
    protected Rnic rnicB;
    protected TestEndpoint a;
    protected TestEndpoint b;
    protected final Parameters toA = new Parameters();
    protected final Parameters toB = new Parameters();

    /** Sets {@link #rnicA} and {@link #rnicB}, which may be the same. */
    protected abstract void openRnics();

    /** Moves the world on by one step and its clock by at least a nanosecond. */
    protected abstract void step();

    @BeforeEach
    void setUp() {
        openRnics();
        a = new TestEndpoint(rnicA, 0x7f00_0000_1000L, REGION, 0, 64);
        b = new TestEndpoint(rnicB, 0x7a00_0000_3000L, REGION, 512, 64);
        fill(a, 1);
        fill(b, 2);
    }

    @AfterEach
    void tearDown() {
        rnicA.close();
        rnicB.close();
    }

    protected static void fill(final TestEndpoint endpoint, final long seed) {
        final byte[] bytes = new byte[REGION];
        new Random(seed).nextBytes(bytes);
        endpoint.memory.put(0, bytes);
    }

    protected void connect() {
        a.toRtr(b, toA);
        b.toRtr(a, toB);
        a.toRts(toA);
        b.toRts(toB);
    }

    protected void until(final BooleanSupplier done) {
        for (int i = 0; !done.getAsBoolean(); i++) {
            assertThat(i).as("steps; a: %s %s, b: %s %s", a.sent, a.received, b.sent, b.received).isLessThan(2_000_000);
            step();
        }
    }
}
