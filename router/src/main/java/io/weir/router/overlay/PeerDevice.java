package io.weir.router.overlay;

import io.weir.router.datapath.RemoteDevice;
import io.weir.verbs.Gid;

/** A virtual device on another host. */
public final class PeerDevice implements RemoteDevice {
    private final String network;
    private final Gid gid;
    private final String peer;
    private final RkeyRequests requests;

    PeerDevice(final String network, final Gid gid, final String peer, final RkeyRequests requests) {
        this.network = network;
        this.gid = gid;
        this.peer = peer;
        this.requests = requests;
    }

    /** Its virtual network. */
    public String network() {
        return network;
    }

    /** Its GID. */
    public Gid gid() {
        return gid;
    }

    /** The name of the host that owns it. */
    public String peer() {
        return peer;
    }

    @Override
    public void request(final int virtualRkey) {
        requests.handOver(this, virtualRkey);
    }

    @Override
    public String toString() {
        return gid + " on " + network + " at " + peer;
    }
}
