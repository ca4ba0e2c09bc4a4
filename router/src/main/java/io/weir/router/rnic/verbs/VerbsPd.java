package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.verbs.ibv.IbvPd;

/** A protection domain of the device. */
final class VerbsPd implements RnicPd, DeviceObjects.Member {
    private final IbvPd physical;
    private final DeviceObjects objects;

    /** {@code physical} is null if the device is gone. */
    VerbsPd(final IbvPd physical, final DeviceObjects objects) {
        this.physical = physical;
        this.objects = objects;
        objects.add(this);
    }

    IbvPd physical() {
        return physical;
    }

    @Override
    public int giveBack() {
        return physical == null ? 0 : physical.deallocate();
    }

    /** @throws IllegalStateException while regions or queue pairs are in it */
    @Override
    public void deallocate() {
        final int errno = objects.giveBack(this);
        if (errno != 0) {
            throw new IllegalStateException("ibv_dealloc_pd: errno " + errno);
        }
    }
}
