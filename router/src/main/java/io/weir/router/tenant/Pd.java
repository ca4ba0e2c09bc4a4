package io.weir.router.tenant;

import io.weir.router.datapath.DataPd;
import io.weir.shm.ObjectKind;

/** A protection domain. */
public final class Pd extends Resource {
    private final DataPd data;

    Pd(final int handle, final DataPd data) {
        super(ObjectKind.PD, handle);
        this.data = data;
    }

    DataPd data() {
        return data;
    }

    @Override
    void destroy() {
        data.deallocate();
    }
}
