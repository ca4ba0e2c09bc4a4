package io.weir.client;

import io.weir.verbs.Gid;

/**
 * The way to another device ({@code ibv_ah_attr}).
 *
 * @param destGid      its GID
 * @param sgidIndex    index of our own; 0
 * @param port         of this device; 1
 * @param trafficClass of the packets, one byte
 * @param hopLimit     routers that they may pass, one byte; 0 leaves it to the router
 */
public record AhAttributes(Gid destGid, int sgidIndex, int port, int trafficClass, int hopLimit) {
    /** By our only GID and port, with nothing special. */
    public static AhAttributes to(final Gid destGid) {
        return new AhAttributes(destGid, 0, 1, 0, 0);
    }
}
