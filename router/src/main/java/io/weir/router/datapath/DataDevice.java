package io.weir.router.datapath;

import io.weir.policy.RateLimiter;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.Latencies;

/** A virtual device's part on the data path. */
public interface DataDevice {
    /**
     * Physical rkey on an RNIC of one of this device's regions, by virtual rkey; {@link
     * io.weir.router.rnic.Keys#INVALID} if there is none.
     */
    int physicalRkey(int rnicIndex, int virtualRkey);

    /** How long its work requests took, from the doorbell to the completion: a sample of them. Any thread. */
    Latencies latencies();

    /**
     * What holds its own operations of one direction (EGRESS, INGRESS) back, of about now. Any thread: it looks at what
     * the data path changes, and nobody waits.
     */
    RateLimiter.Reason heldBack(Direction direction);

    /** For how long it was held back, and by what. Any thread. */
    HoldTimes holdTimes();
}
