package io.weir.router.overlay;

/** Takes the data path's questions over to the control thread. Called on the data-path thread; never blocks. */
@FunctionalInterface
public interface RkeyRequests {
    /** A region's virtual rkey is wanted; {@link Overlay#resolveRkey} is to be called on the control thread. */
    void handOver(PeerDevice device, int virtualRkey);
}
