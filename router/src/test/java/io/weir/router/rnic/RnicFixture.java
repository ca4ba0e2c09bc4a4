package io.weir.router.rnic;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.TestEndpoint.Parameters;
import io.weir.router.rnic.TestEndpoint.Served;
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

    /**
     * Whether the RNIC tells what a device does not: what was served to a peer, whether a message was solicited, why a
     * request was refused.
     */
    protected boolean tellsAll() {
        return true;
    }

    /** Whether memory may be mapped in pieces. */
    protected boolean takesPieces() {
        return true;
    }

    /** Whether what does not fit into the receive of an unreliable queue pair is dropped; else it ends that. */
    protected boolean dropsWhatDoesNotFit() {
        return true;
    }

    /** As {@link TestMemory} takes it. */
    protected int pieceLength() {
        return takesPieces() ? 512 : 0;
    }

    /** What was served at an endpoint, as far as the RNIC tells. */
    protected void assertServed(final TestEndpoint endpoint, final Served... served) {
        assertThat(endpoint.served).containsExactly(tellsAll() ? served : new Served[0]);
    }

    /** What the RNIC says of a message that was sent like that. */
    protected boolean solicited(final boolean asSent) {
        return asSent || !tellsAll();
    }

    /** Moves the world on by one step and its clock by at least a nanosecond. */
    protected abstract void step();

    @BeforeEach
    void setUp() {
        openRnics();
        a = new TestEndpoint(rnicA, 0x7f00_0000_1000L, REGION, 0, 64);
        b = new TestEndpoint(rnicB, 0x7a00_0000_3000L, REGION, pieceLength(), 64);
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
