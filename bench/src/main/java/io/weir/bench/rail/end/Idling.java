package io.weir.bench.rail.end;

/**
 * What an end does that finds nothing: as the routers, it spins briefly, then offers the processor to others; who polls
 * on a few of them for longer keeps them from whom he waits for.
 */
final class Idling {
    private static final int SPINS = 16;

    private int empty;

    /** A look brought that much. */
    void idle(final int work) {
        if (work > 0) {
            empty = 0;
        } else if (empty < SPINS) {
            empty++;
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
