package io.weir.router.datapath;

import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicMr;
import java.util.List;
import java.util.function.ToIntFunction;

/** A registered region: virtual keys, and what each RNIC made of it. */
final class Region implements DataMr {
    private final Session session;
    private final ProtectionDomain pd;
    private final RegionMemory memory;
    private final int access;
    private final int lkey;
    private final int rkey;
    private final RnicMr[] physical;
    private boolean registered = true;

    Region(final Session session, final List<Rnic> rnics, final ProtectionDomain pd, final RegionMemory memory,
           final int access, final int lkey, final ToIntFunction<RnicMr[]> newRkey) {
        this.session = session;
        this.pd = pd;
        this.memory = memory;
        this.access = access;
        this.lkey = lkey;
        physical = new RnicMr[rnics.size()];
        for (int i = 0; i < physical.length; i++) {
            physical[i] = rnics.get(i).registerMemory(pd.on(i), memory, access);
        }
        rkey = newRkey.applyAsInt(physical);
    }

    @Override
    public int lkey() {
        return lkey;
    }

    @Override
    public int rkey() {
        return rkey;
    }

    @Override
    public int physicalRkey() {
        return physical[physical.length - 1].rkey();
    }

    RnicMr on(final int rnicIndex) {
        return physical[rnicIndex];
    }

    /** Whether a queue pair of that protection domain may use these bytes itself. */
    boolean allows(final ProtectionDomain user, final long address, final long length, final int rights) {
        return registered && pd == user && (access & rights) == rights && memory.contains(address, length);
    }

    long length() {
        return memory.length();
    }

    boolean isRegistered() {
        return registered;
    }

    @Override
    public void deregister() {
        session.tasks().run(() -> session.deregister(this));
    }

    void release() {
        registered = false;
        for (final RnicMr mr : physical) {
            mr.deregister();
        }
    }
}
