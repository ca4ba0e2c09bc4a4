package io.weir.router.datapath;

import io.weir.verbs.Gid;

/**
 * A virtual device on another host, whose names must be asked for. One instance per (network, GID), shared by all queue
 * pairs that reach it.
 */
public interface RemoteDevice {
    /**
     * Asks for a physical rkey; {@link DataPath#rkeyResolved} brings the answer, always, also when the peer does not
     * answer. Called on the data-path thread: must not block or allocate.
     */
    void request(int virtualRkey);

    /** Asks for a queue pair's physical number; likewise, with {@link DataPath#qpResolved}. */
    void request(QpQuestion question);

    /** A queue pair that asked is gone; its physical number is nobody's any more. Likewise. */
    void forget(int physicalNumber);

    /** As its network knows it; null if nobody wants to know. */
    default Gid gid() {
        return null;
    }

    /** Where to count what its RNIC served for this host; null if nobody wants to know. */
    default ServedTotals served() {
        return null;
    }
}
