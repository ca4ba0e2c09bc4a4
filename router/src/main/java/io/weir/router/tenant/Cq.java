package io.weir.router.tenant;

import io.weir.router.datapath.DataCq;
import io.weir.shm.ObjectKind;

/** A completion queue. */
public final class Cq extends Resource {
    private final DataCq data;
    private final Rings.Ring ring;
    private final int depth;

    Cq(final int handle, final Channel channel, final DataCq data, final Rings.Ring ring, final int depth) {
        super(ObjectKind.CQ, handle);
        this.data = data;
        this.ring = ring;
        this.depth = depth;
        use(channel);
    }

    DataCq data() {
        return data;
    }

    /** Where its ring is in the queue segment. */
    public int offset() {
        return ring.offset();
    }

    /** A power of two. */
    public int depth() {
        return depth;
    }

    @Override
    void destroy() {
        data.destroy();
        ring.free();
    }
}
