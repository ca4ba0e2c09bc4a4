package io.weir.router.tenant;

/**
 * Where a queue pair lies in its session's queue segment, and what it can do.
 *
 * @param sq         ring of the send queue
 * @param sqDepth    work requests, a power of two
 * @param maxSendSge entries of each
 * @param maxInline  bytes in a work request itself
 * @param rq         ring of the receive queue; null with a shared one
 * @param rqDepth    work requests, a power of two; 0 with a shared one
 * @param maxRecvSge entries of each
 * @param doorbell   its number
 * @param rings      where it all came from
 */
public record QpLayout(Rings.Ring sq, int sqDepth, int maxSendSge, int maxInline, Rings.Ring rq, int rqDepth,
                       int maxRecvSge, int doorbell, Rings rings) {
    /** Offset of the receive queue's ring, 0 if it has none of its own. */
    public int rqOffset() {
        return rq == null ? 0 : rq.offset();
    }

    void free() {
        rings.freeDoorbell(doorbell);
        sq.free();
        if (rq != null) {
            rq.free();
        }
    }
}
