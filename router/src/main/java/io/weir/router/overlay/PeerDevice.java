package io.weir.router.overlay;

import io.weir.router.config.Endpoint;
import io.weir.router.datapath.QpQuestion;
import io.weir.router.datapath.RemoteDevice;
import io.weir.router.datapath.ServedTotals;
import io.weir.verbs.Gid;

/** A virtual device on another host. */
public final class PeerDevice implements RemoteDevice {
    private final String network;
    private final Gid gid;
    private final String peer;
    private final Endpoint rail;
    private final NameRequests requests;
    private final ServedTotals served = new ServedTotals();

    PeerDevice(final String network, final Gid gid, final String peer, final Endpoint rail,
               final NameRequests requests) {
        this.network = network;
        this.gid = gid;
        this.peer = peer;
        this.rail = rail;
        this.requests = requests;
    }

    /** Its virtual network. */
    public String network() {
        return network;
    }

    @Override
    public Gid gid() {
        return gid;
    }

    /** The name of the host that owns it. */
    public String peer() {
        return peer;
    }

    /** Where that host's rail is. */
    public Endpoint rail() {
        return rail;
    }

    @Override
    public ServedTotals served() {
        return served;
    }

    @Override
    public void request(final int virtualRkey) {
        requests.rkey(this, virtualRkey);
    }

    @Override
    public void request(final QpQuestion question) {
        requests.qp(question);
    }

    @Override
    public void forget(final int physicalNumber) {
        requests.forgetQp(this, physicalNumber);
    }

    @Override
    public String toString() {
        return gid + " on " + network + " at " + peer;
    }
}
