package io.weir.router.tenant;

import io.weir.router.datapath.DataMr;
import io.weir.shm.ObjectKind;

/** A registered memory region. */
public final class Mr extends Resource {
    private final DataMr data;
    private final MappedRegion memory;
    private final int access;

    Mr(final int handle, final Pd pd, final DataMr data, final MappedRegion memory, final int access) {
        super(ObjectKind.MR, handle);
        this.data = data;
        this.memory = memory;
        this.access = access;
        use(pd);
    }

    /** Virtual. */
    public int lkey() {
        return data.lkey();
    }

    /** Virtual. */
    public int rkey() {
        return data.rkey();
    }

    /** As the rail's RNIC knows it; without a rail that of this host's memory. */
    public int physicalRkey() {
        return data.physicalRkey();
    }

    /** First address. */
    public long address() {
        return memory.iova();
    }

    /** Bytes. */
    public long length() {
        return memory.length();
    }

    /** {@link io.weir.verbs.AccessFlags}. */
    public int access() {
        return access;
    }

    @Override
    void destroy() {
        data.deregister();
        release();
    }

    @Override
    void release() {
        memory.unmap();
    }
}
