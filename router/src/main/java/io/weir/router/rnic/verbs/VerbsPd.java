package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.verbs.ibv.IbvPd;

/** A protection domain of the device. */
final class VerbsPd implements RnicPd {
    private final IbvPd physical;

    VerbsPd(final IbvPd physical) {
        this.physical = physical;
    }

    IbvPd physical() {
        return physical;
    }

    /** @throws IllegalStateException while regions or queue pairs are in it */
    @Override
    public void deallocate() {
        final int errno = physical.deallocate();
        if (errno != 0) {
            throw new IllegalStateException("ibv_dealloc_pd: errno " + errno);
        }
    }
}
