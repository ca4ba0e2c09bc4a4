package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import io.weir.client.QueuePair;
import io.weir.client.VirtualDevice;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Gid;

/**
 * Where a queue pair is: what its peer has to know to connect.
 *
 * @param gid      of the device
 * @param qpNumber of the queue pair
 */
record Endpoint(Gid gid, int qpNumber) {
    static Endpoint of(final VirtualDevice device, final QueuePair qp) {
        return new Endpoint(device.gid(), qp.qpNumber());
    }

    static Endpoint in(final Line line) {
        return new Endpoint(Gid.parse(line.text("gid")), line.integer("qpn"));
    }

    Line addTo(final Line line) {
        return line.with("gid", gid).with("qpn", qpNumber);
    }

    /** Brings our queue pair to RTS, connected with the one here. */
    void connect(final QueuePair ours) {
        ours.connect(gid, qpNumber, AccessFlags.LOCAL_WRITE | AccessFlags.REMOTE_WRITE);
    }
}
