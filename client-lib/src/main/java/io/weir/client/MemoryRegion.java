package io.weir.client;

import io.weir.shm.ObjectKind;

/** Registered memory ({@code ibv_mr}). Any thread. */
public final class MemoryRegion extends Handle {
    private final long address;
    private final long length;
    private final int lkey;
    private final int rkey;
    private final int access;

    MemoryRegion(
        final ProtectionDomain pd, final SharedMemory memory, final long address, final long length, final int access,
        final int handle, final int lkey, final int rkey) {
        super(pd.session, ObjectKind.MR, handle, pd, memory);
        this.address = address;
        this.length = length;
        this.access = access;
        this.lkey = lkey;
        this.rkey = rkey;
    }

    /** Its first byte's address, in this process and for its peers. */
    public long address() {
        return address;
    }

    /** Bytes. */
    public long length() {
        return length;
    }

    /** What this process's work requests name it by. */
    public int lkey() {
        return lkey;
    }

    /** What peers name it by. */
    public int rkey() {
        return rkey;
    }

    /** {@link io.weir.verbs.AccessFlags}. */
    public int access() {
        return access;
    }

    @Override
    String noun() {
        return "memory region";
    }

    @Override
    String name() {
        return "lkey 0x" + Integer.toHexString(lkey);
    }
}
