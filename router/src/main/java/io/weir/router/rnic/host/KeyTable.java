package io.weir.router.rnic.host;

import io.weir.router.rnic.Keys;
import io.weir.router.rnic.RegionMemory;
import io.weir.verbs.AccessFlags;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;

/** The memory regions of one RNIC by key, and the check that every remote access must pass. */
public final class KeyTable {
    private final KeyedPermutation keys;
    private final Runnable onRemoval;
    private final Int2ObjectHashMap<HostMr> regions = new Int2ObjectHashMap<>();

    /**
     * A table with keys of its own, made unguessable by {@code random}.
     *
     * @param onRemoval called when a region's memory is about to go: nothing may still point into it
     */
    public KeyTable(final RandomGenerator random, final Runnable onRemoval) {
        keys = new KeyedPermutation(Integer.SIZE, random);
        this.onRemoval = onRemoval;
    }

    /** Registers memory under a key that no region of this table had. */
    public HostMr register(final HostPd pd, final RegionMemory memory, final int access) {
        int key = keys.next();
        while (key == Keys.INVALID || regions.containsKey(key)) {
            key = keys.next();
        }
        final HostMr region = new HostMr(this, pd, key, memory, access);
        regions.put(key, region);
        return region;
    }

    /**
     * The region that a peer may use like this, or null: key known, region of the queue pair's domain, range inside,
     * and both region and queue pair allow the access (IBTA volume 1, section 10.6.3.2).
     *
     * @param length bytes, not negative
     * @param right  one of the remote rights of {@link AccessFlags}
     */
    public HostMr remote(final int rkey, final HostPd pd, final long address, final long length, final int right,
                         final int qpAccess) {
        final HostMr region = regions.get(rkey);
        if (region == null || region.pd() != pd || (region.access() & qpAccess & right) != right
            || !region.memory().contains(address, length)) {
            return null;
        }
        return region;
    }

    void remove(final int key) {
        regions.remove(key);
        onRemoval.run();
    }
}
