package io.weir.router.tenant;

import io.weir.router.datapath.DataAh;
import io.weir.shm.ObjectKind;

/** An address handle. */
public final class Ah extends Resource {
    private final DataAh data;

    Ah(final int handle, final Pd pd, final DataAh data) {
        super(ObjectKind.AH, handle);
        this.data = data;
        use(pd);
    }

    @Override
    void destroy() {
        data.destroy();
    }
}
