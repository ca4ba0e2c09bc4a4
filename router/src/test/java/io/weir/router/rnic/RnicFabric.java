package io.weir.router.rnic;

import io.weir.router.rnic.TestEndpoint.Parameters;

/** Two RNICs, what carries their packets, and a clock: what the suites run over. */
public abstract class RnicFabric implements AutoCloseable {
    public long nowNs = 1_000_000;
    public Rnic rnicA;
    /** May be the same. */
    public Rnic rnicB;

    /** Moves the world on by one step and its clock by at least a nanosecond. */
    protected abstract void step();

    /** What connections begin with. */
    protected Parameters parameters() {
        return new Parameters();
    }

    /**
     * Whether the RNIC tells what a device does not: what was served to a peer, whether a message was solicited, why a
     * request was refused.
     */
    protected boolean tellsAll() {
        return true;
    }

    /** Whether the responder is asked for an atomic at an unaligned address; else it is refused where it is posted. */
    protected boolean asksForUnalignedAtomics() {
        return true;
    }

    /** Whether memory may be mapped in pieces. */
    protected boolean takesPieces() {
        return true;
    }

    /**
     * Whether what does not fit into the receive of an unreliable queue pair is dropped (IBTA volume 1, 9.8.2.2.1 and
     * 9.8.3.2); else that completes with an error.
     */
    protected boolean dropsWhatDoesNotFit() {
        return true;
    }

    /** How long a test may take by {@link #nowNs}. */
    protected long patienceNs() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {
        rnicA.close();
        rnicB.close();
    }
}
