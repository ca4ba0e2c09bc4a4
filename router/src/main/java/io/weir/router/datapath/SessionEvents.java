package io.weir.router.datapath;

import io.weir.verbs.AsyncEventType;

/** What the data path tells the control path of a session. Called on the data-path thread: must hand over, not act. */
public interface SessionEvents {
    /** An asynchronous event of an object, by the handle or queue pair number the tenant knows. */
    void onAsyncEvent(AsyncEventType event, int handle);

    /** The tenant broke a ring, whose queue went to error: which queue, and which rule, for the operator. */
    void onBrokenRing(String fault);

    /**
     * The tenant broke its rings beyond one queue: evict it. Called once; the session is already cut off from the data
     * path.
     */
    void onBroken(String reason);
}
