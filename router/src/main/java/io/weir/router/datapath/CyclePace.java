package io.weir.router.datapath;

/**
 * How many small things a duty cycle may do while several tenants are at work: as many as fit into a few microseconds,
 * because everybody's messages wait for the cycle that others fill. A piece takes a quarter of a microsecond, or twenty
 * times that when what belongs to it is in no cache; so that is learned, from how long the last cycles took by the
 * clock that is read anyway: fewer when one took too long, one more when many did not.
 */
final class CyclePace {
    /** When nothing takes long, or nobody else is there. */
    static final int MOST = 16;
    /** A cycle of small things should not take longer, */
    static final long LONGEST_NS = 2_500;
    /** and for each session that is looked at so much: to look costs time however little is done. */
    static final long SESSION_NS = 250;
    /** A cycle that took longer was not at work all the time: others had the processor. */
    static final long INTERRUPTED_NS = 200_000;
    /** Cycles that were short enough, until one more thing is tried. */
    static final int PATIENCE = 256;
    /** A cycle that moved more is not one of small things: its length is that of a copy. */
    static final long SMALL_BYTES = 16 * 1024;

    private int pieces = MOST;
    private int good;

    /** Pieces that each link may post in the next cycle: 1 to {@link #MOST}. */
    int pieces() {
        return pieces;
    }

    /** Doorbells of one session that may be answered in the next cycle. */
    int doorbells() {
        return 2 * pieces - 1;
    }

    /** A cycle that looked at so many sessions, and did small things and nothing else, took so long. */
    void onCycle(final long tookNs, final int sessions) {
        if (tookNs > INTERRUPTED_NS) {
            return;
        }
        if (tookNs > LONGEST_NS + SESSION_NS * sessions) {
            pieces = Math.max(1, pieces * 3 / 4);
            good = 0;
        } else if (pieces < MOST && ++good == PATIENCE) {
            pieces++;
            good = 0;
        }
    }

    /** Only one tenant is at work: it has nobody to wait for. */
    void onAlone() {
        pieces = MOST;
        good = 0;
    }
}
