package io.weir.router.rnic;

import io.weir.verbs.AsyncEventType;

/** Hears of what happens to a rail as a whole. Called on the data-path thread; must not throw. */
@FunctionalInterface
public interface RnicListener {
    /**
     * PORT_ACTIVE, PORT_ERR, GID_CHANGE, PKEY_CHANGE of the rail's port; or DEVICE_FATAL: the device is gone, its queue
     * pairs are in ERR, and nothing can be made of it any more.
     */
    void onEvent(AsyncEventType event);
}
