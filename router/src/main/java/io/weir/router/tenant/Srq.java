package io.weir.router.tenant;

import io.weir.router.datapath.DataSrq;
import io.weir.shm.ObjectKind;

/** A shared receive queue. */
public final class Srq extends Resource {
    private final DataSrq data;
    private final SrqLayout layout;

    Srq(final int handle, final Pd pd, final DataSrq data, final SrqLayout layout) {
        super(ObjectKind.SRQ, handle);
        this.data = data;
        this.layout = layout;
        use(pd);
    }

    DataSrq data() {
        return data;
    }

    /** Where its ring is. */
    public SrqLayout layout() {
        return layout;
    }

    /** Arms the limit event; 0 disarms. */
    public void arm(final int limit) {
        if (limit < 0 || limit > layout.depth()) {
            throw VerbException.invalid("srq_limit is " + limit + ", not 0 to " + layout.depth());
        }
        data.arm(limit);
    }

    @Override
    void destroy() {
        data.destroy();
        layout.free();
    }
}
