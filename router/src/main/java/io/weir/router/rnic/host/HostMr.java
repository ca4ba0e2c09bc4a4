package io.weir.router.rnic.host;

import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.Sge;

/** A memory region of a software RNIC; local and remote key are the same number, as on most hardware. */
public final class HostMr implements RnicMr {
    private final KeyTable table;
    private final HostPd pd;
    private final int key;
    private final RegionMemory memory;
    private final int access;
    private boolean registered = true;

    HostMr(final KeyTable table, final HostPd pd, final int key, final RegionMemory memory, final int access) {
        this.table = table;
        this.pd = pd;
        this.key = key;
        this.memory = memory;
        this.access = access;
        pd.retain();
    }

    /** Whether every entry's region is still registered: a request may outlive the registration of its buffers. */
    public static boolean allValid(final Sge[] entries, final int count) {
        for (int i = 0; i < count; i++) {
            if (entries[i].region instanceof HostMr region && !region.registered) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int lkey() {
        return key;
    }

    @Override
    public int rkey() {
        return key;
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
    public boolean isRegistered() {
        return registered;
    }

    HostPd pd() {
        return pd;
    }

    @Override
    public void deregister() {
        if (registered) {
            registered = false;
            table.remove(key);
            pd.release();
        }
    }
}
