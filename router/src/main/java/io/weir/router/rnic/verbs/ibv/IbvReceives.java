package io.weir.router.rnic.verbs.ibv;

import org.agrona.UnsafeApi;

/** Slots of {@code struct ibv_recv_wr}, each with its scatter/gather list; used as {@link IbvSends}. */
public final class IbvReceives {
    static final Struct STRUCT = new Struct("ibv_recv_wr", 32);
    private static final int WR_ID = STRUCT.at("wr_id", 0);
    private static final int NEXT = STRUCT.at("next", 8);
    private static final int SG_LIST = STRUCT.at("sg_list", 16);
    private static final int NUM_SGE = STRUCT.at("num_sge", 24);

    private final int stride;
    private final long address;

    /** So many slots of so many scatter/gather entries. */
    public IbvReceives(final int slots, final int maxSge) {
        stride = STRUCT.size() + maxSge * SgList.ENTRY_BYTES;
        address = Ibv.zeroed((long) slots * stride);
    }

    /** What {@link IbvQp#postReceive} takes. */
    public long slot(final int index) {
        return address + (long) index * stride;
    }

    /** An empty receive, the last of its chain. */
    public void fill(final int index, final long id) {
        final long at = slot(index);
        UnsafeApi.putLong(at + WR_ID, id);
        UnsafeApi.putLong(at + NEXT, 0);
        UnsafeApi.putLong(at + SG_LIST, at + STRUCT.size());
        UnsafeApi.putInt(at + NUM_SGE, 0);
    }

    /** Appends an entry to the scatter/gather list. */
    public void addSge(final int index, final long sgeAddress, final long length, final int lkey) {
        final long at = slot(index);
        final int count = UnsafeApi.getInt(at + NUM_SGE);
        SgList.put(at + STRUCT.size(), count, sgeAddress, length, lkey);
        UnsafeApi.putInt(at + NUM_SGE, count + 1);
    }

    /** {@code next} follows {@code index} in the chain. */
    public void link(final int index, final int next) {
        UnsafeApi.putLong(slot(index) + NEXT, slot(next));
    }

    /** Frees the memory. */
    public void free() {
        UnsafeApi.freeMemory(address);
    }
}
