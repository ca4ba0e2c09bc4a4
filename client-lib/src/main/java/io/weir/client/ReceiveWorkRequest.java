package io.weir.client;

/**
 * A receive work request ({@code ibv_recv_wr}): where a message goes. Reusable once it is posted; not thread-safe.
 */
public final class ReceiveWorkRequest {
    final ScatterGatherList sges = new ScatterGatherList();
    long wrId;

    /** What its completion will carry. */
    public ReceiveWorkRequest wrId(final long id) {
        wrId = id;
        return this;
    }

    /** Replaces the scatter list by this piece of a region. */
    public ReceiveWorkRequest sge(final MemoryRegion region, final long offset, final long length) {
        sges.clear();
        return addSge(region, offset, length);
    }

    /** Appends a piece of a region to the scatter list. */
    public ReceiveWorkRequest addSge(final MemoryRegion region, final long offset, final long length) {
        sges.add(region, offset, length);
        return this;
    }

    /** Appends an entry as it stands: address in this process, bytes (0 to 4294967295), lkey. The router checks it. */
    public ReceiveWorkRequest addSge(final long address, final long length, final int lkey) {
        sges.add(address, length, lkey);
        return this;
    }

    /** Empties the scatter list. */
    public ReceiveWorkRequest clearSges() {
        sges.clear();
        return this;
    }
}
