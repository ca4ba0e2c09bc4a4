package io.weir.router.overlay;

import io.weir.router.datapath.QpQuestion;

/**
 * Takes the data path's questions over to the control thread, where the method of {@link Overlay} is to be called that
 * each one names. Called on the data-path thread; never blocks.
 */
public interface NameRequests {
    /** A region's virtual rkey is wanted: {@link Overlay#resolveRkey}. */
    void rkey(PeerDevice device, int virtualRkey);

    /** A datagram queue pair wants to know another: {@link Overlay#resolveQp(QpQuestion)}. */
    void qp(QpQuestion question);

    /** A datagram queue pair is gone that a device's router knows by that name: {@link Overlay#forgetQp}. */
    void forgetQp(PeerDevice device, int physicalNumber);
}
