package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.verbs.ibv.IbvAh;

/** An address handle of the device. */
final class VerbsAh implements RnicAh, DeviceObjects.Member {
    private final IbvAh physical;
    private final DeviceObjects objects;

    VerbsAh(final IbvAh physical, final DeviceObjects objects) {
        this.physical = physical;
        this.objects = objects;
        objects.add(this);
    }

    IbvAh physical() {
        return physical;
    }

    @Override
    public int giveBack() {
        return physical.destroy();
    }

    @Override
    public void destroy() {
        objects.giveBack(this);
    }
}
