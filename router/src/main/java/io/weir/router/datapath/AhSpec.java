package io.weir.router.datapath;

import io.weir.router.rnic.AhAttributes;

/**
 * Where an address handle leads. At most one of the devices is set; neither, when queue pair numbers beyond it are
 * physical.
 *
 * @param rnicIndex  the RNIC that goes there
 * @param attributes the way on that RNIC
 * @param sameHost   a virtual device of this host
 * @param otherHost  a virtual device of another
 */
public record AhSpec(int rnicIndex, AhAttributes attributes, DataDevice sameHost, RemoteDevice otherHost) {
    /** Checks that there is one device at most. */
    public AhSpec {
        if (sameHost != null && otherHost != null) {
            throw new IllegalArgumentException("at most one of sameHost and otherHost");
        }
    }
}
