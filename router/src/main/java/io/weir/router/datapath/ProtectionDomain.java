package io.weir.router.datapath;

import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.RnicPd;
import java.util.List;

/**
 * A protection domain: one on every RNIC, each with the queue segment in it, so that inline payloads can be sent from
 * their slots.
 */
final class ProtectionDomain implements DataPd {
    private final Session session;
    private final RnicPd[] physical;
    private final RnicMr[] segment;

    ProtectionDomain(final Session session, final List<Rnic> rnics, final SegmentMemory queueSegment) {
        this.session = session;
        physical = new RnicPd[rnics.size()];
        segment = new RnicMr[rnics.size()];
        for (int i = 0; i < physical.length; i++) {
            physical[i] = rnics.get(i).allocatePd();
            segment[i] = rnics.get(i).registerInline(physical[i], queueSegment);
        }
    }

    RnicPd on(final int rnicIndex) {
        return physical[rnicIndex];
    }

    /** The queue segment, as that RNIC registered it; no right to write, none to a peer. */
    RnicMr segmentOn(final int rnicIndex) {
        return segment[rnicIndex];
    }

    @Override
    public void deallocate() {
        session.tasks().run(() -> session.deallocate(this));
    }

    void release() {
        for (int i = 0; i < physical.length; i++) {
            segment[i].deregister();
            physical[i].deallocate();
        }
    }
}
