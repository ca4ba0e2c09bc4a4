package io.weir.router.datapath;

import io.weir.policy.TenantLimits;
import io.weir.router.accounting.Operation;
import io.weir.router.datapath.TestTenant.Buffer;

/** A tenant that writes as much as it can to a peer of its own. */
final class Bulk {
    static final int LENGTH = 300_000;
    private static final int DEPTH = 8;

    final Cq cq;
    final TestTenant tenant;
    private final TestHost host;
    private final String name;
    private final Qp[] qps;
    private final Buffer source;
    private final Buffer target;
    private final long[] posted;

    Bulk(final TestHost host, final String name, final int weight, final TenantLimits limits, final int queuePairs) {
        this.host = host;
        this.name = name;
        tenant = host.tenant(name, weight, limits);
        final TestTenant peer = host.tenant(name + "-peer");
        cq = tenant.cq(256);
        source = tenant.buffer(LENGTH);
        target = peer.buffer(LENGTH);
        qps = new Qp[queuePairs];
        posted = new long[queuePairs];
        final Cq peerCq = peer.cq(16);
        for (int i = 0; i < queuePairs; i++) {
            qps[i] = tenant.qp(cq, DEPTH);
            TestTenant.connect(qps[i], peer.qp(peerCq, DEPTH));
        }
    }

    void refill() {
        cq.drain();
        for (int i = 0; i < qps.length; i++) {
            while (posted[i] - qps[i].consumer() < DEPTH) {
                qps[i].write(posted[i], target, 0, source.sge(0, LENGTH));
                posted[i]++;
            }
        }
    }

    long bytes() {
        return host.usage(name).operations().get(Operation.WRITE).bytes();
    }
}
