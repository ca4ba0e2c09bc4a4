package io.weir.router.datapath;

import io.weir.router.accounting.BusyTime;
import io.weir.router.accounting.LongestCycles;

/** How long duty cycles take: what is told to operators, and what the next one may do after that. */
final class CycleWatch {
    private final BusyTime busyTime = new BusyTime();
    private final LongestCycles longest = new LongestCycles();
    private final CyclePace pace = new CyclePace();
    private LongestCycles.Kind kind;
    private boolean worked;

    /**
     * A cycle begins.
     *
     * @param sessions   that rang lately
     * @param movedBytes of payload, in the cycle before
     */
    void begin(final long nowNs, final int sessions, final long movedBytes) {
        if (worked) {
            final long tookNs = nowNs - busyTime.cycleNs();
            longest.onCycle(kind, tookNs);
            if (sessions <= 1) {
                pace.onAlone();
            } else if (kind == LongestCycles.Kind.MESSAGES && movedBytes <= CyclePace.SMALL_BYTES) {
                pace.onCycle(tookNs, sessions);
            }
        }
        busyTime.onCycle(nowNs);
        kind = LongestCycles.Kind.MESSAGES;
    }

    /** The cycle does that as well. */
    void does(final LongestCycles.Kind also) {
        kind = also;
    }

    /** It is over, and found so much to do. */
    void end(final int work) {
        worked = work > 0;
        busyTime.onWork(work);
    }

    CyclePace pace() {
        return pace;
    }

    BusyTime busyTime() {
        return busyTime;
    }

    LongestCycles longest() {
        return longest;
    }
}
