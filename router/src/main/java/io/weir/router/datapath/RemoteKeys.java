package io.weir.router.datapath;

/**
 * How rkeys of a queue pair's peer become physical.
 *
 * @param sameHost  its device, if it is on this host; else null
 * @param otherHost its device, if another router has it; else null
 */
public record RemoteKeys(DataDevice sameHost, RemoteDevice otherHost) {
    /** They are physical: the peer is on an external network. */
    public static final RemoteKeys PHYSICAL = new RemoteKeys(null, null);

    public RemoteKeys {
        if (sameHost != null && otherHost != null) {
            throw new IllegalArgumentException("at most one of sameHost and otherHost");
        }
    }

    /** Whether they need no translation. */
    boolean arePhysical() {
        return sameHost == null && otherHost == null;
    }
}
