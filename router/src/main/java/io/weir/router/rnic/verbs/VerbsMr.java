package io.weir.router.rnic.verbs;

import io.weir.router.rnic.Keys;
import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.verbs.ibv.IbvMr;

/**
 * A memory region: pinned and registered with the device under its tenant's addresses; or, when only small payloads are
 * sent from it, not registered at all: those are copied while they are posted.
 */
final class VerbsMr implements RnicMr, DeviceObjects.Member {
    private final IbvMr physical;
    private final RegionMemory memory;
    private final int access;
    private final DeviceObjects objects;
    private boolean registered = true;

    /** {@code physical} is null for one that is not registered with the device. */
    VerbsMr(final IbvMr physical, final RegionMemory memory, final int access, final DeviceObjects objects) {
        this.physical = physical;
        this.memory = memory;
        this.access = access;
        this.objects = objects;
        if (physical != null) {
            objects.add(this);
        }
    }

    /** Whether payloads from here must be copied while they are posted. */
    boolean isInline() {
        return physical == null;
    }

    @Override
    public int lkey() {
        return physical == null ? Keys.INVALID : physical.lkey();
    }

    @Override
    public int rkey() {
        return physical == null ? Keys.INVALID : physical.rkey();
    }

    @Override
    public RegionMemory memory() {
        return memory;
    }

    @Override
    public int access() {
        return access;
    }

    @Override
    public int giveBack() {
        return physical.deregister();
    }

    @Override
    public boolean isRegistered() {
        return registered;
    }

    @Override
    public void deregister() {
        if (registered) {
            registered = false;
            if (physical != null) {
                objects.giveBack(this);
            }
        }
    }
}
