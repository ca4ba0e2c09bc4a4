package io.weir.router.datapath;

/** How rkeys of a queue pair's peer become physical: exactly one of the two is set. */
public record RemoteKeys(DataDevice sameHost, RemoteDevice otherHost) {
    public RemoteKeys {
        if ((sameHost == null) == (otherHost == null)) {
            throw new IllegalArgumentException("exactly one of sameHost and otherHost");
        }
    }
}
