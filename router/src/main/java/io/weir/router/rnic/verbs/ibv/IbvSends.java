package io.weir.router.rnic.verbs.ibv;

import org.agrona.UnsafeApi;

/**
 * Slots of {@code struct ibv_send_wr}, each with its scatter/gather list, in memory of the C side. The poster fills a
 * slot in, links it to another, and posts the first of a chain with {@link IbvQp#postSend}, which copies them.
 */
public final class IbvSends {
    /** {@code IBV_SEND_SIGNALED}. */
    public static final int SIGNALED = 1 << 1;
    /** {@code IBV_SEND_INLINE}: the provider copies the payload while it posts, from any address of this process. */
    public static final int INLINE = 1 << 3;

    static final Struct STRUCT = new Struct("ibv_send_wr", 128);
    private static final int WR_ID = STRUCT.at("wr_id", 0);
    private static final int NEXT = STRUCT.at("next", 8);
    private static final int SG_LIST = STRUCT.at("sg_list", 16);
    private static final int NUM_SGE = STRUCT.at("num_sge", 24);
    private static final int OPCODE = STRUCT.at("opcode", 28);
    private static final int SEND_FLAGS = STRUCT.at("send_flags", 32);
    private static final int IMM_DATA = STRUCT.at("imm_data", 36);
    private static final int RDMA_REMOTE_ADDR = STRUCT.at("wr.rdma.remote_addr", 40);
    private static final int RDMA_RKEY = STRUCT.at("wr.rdma.rkey", 48);
    private static final int ATOMIC_REMOTE_ADDR = STRUCT.at("wr.atomic.remote_addr", 40);
    private static final int ATOMIC_COMPARE_ADD = STRUCT.at("wr.atomic.compare_add", 48);
    private static final int ATOMIC_SWAP = STRUCT.at("wr.atomic.swap", 56);
    private static final int ATOMIC_RKEY = STRUCT.at("wr.atomic.rkey", 64);
    private static final int UD_AH = STRUCT.at("wr.ud.ah", 40);
    private static final int UD_REMOTE_QPN = STRUCT.at("wr.ud.remote_qpn", 48);
    private static final int UD_REMOTE_QKEY = STRUCT.at("wr.ud.remote_qkey", 52);

    private final int stride;
    private final long address;

    /** So many slots of so many scatter/gather entries. */
    public IbvSends(final int slots, final int maxSge) {
        stride = STRUCT.size() + maxSge * SgList.ENTRY_BYTES;
        address = Ibv.zeroed((long) slots * stride);
    }

    /** What {@link IbvQp#postSend} takes. */
    public long slot(final int index) {
        return address + (long) index * stride;
    }

    /** Fills in what every work request has; it is the last of its chain. */
    public void fill(final int index, final long id, final int opcode, final int flags, final int immediate) {
        final long at = slot(index);
        UnsafeApi.putLong(at + WR_ID, id);
        UnsafeApi.putLong(at + NEXT, 0);
        UnsafeApi.putLong(at + SG_LIST, at + STRUCT.size());
        UnsafeApi.putInt(at + NUM_SGE, 0);
        UnsafeApi.putInt(at + OPCODE, opcode);
        UnsafeApi.putInt(at + SEND_FLAGS, flags);
        UnsafeApi.putInt(at + IMM_DATA, Integer.reverseBytes(immediate));
    }

    /** RDMA READ and WRITE: what they reach. */
    public void rdma(final int index, final long remoteAddress, final int rkey) {
        UnsafeApi.putLong(slot(index) + RDMA_REMOTE_ADDR, remoteAddress);
        UnsafeApi.putInt(slot(index) + RDMA_RKEY, rkey);
    }

    /** Atomics: what they reach, and their operands. */
    public void atomic(final int index, final long remoteAddress, final int rkey, final long compareAdd,
                       final long swap) {
        final long at = slot(index);
        UnsafeApi.putLong(at + ATOMIC_REMOTE_ADDR, remoteAddress);
        UnsafeApi.putLong(at + ATOMIC_COMPARE_ADD, compareAdd);
        UnsafeApi.putLong(at + ATOMIC_SWAP, swap);
        UnsafeApi.putInt(at + ATOMIC_RKEY, rkey);
    }

    /** UD: where it goes. */
    public void datagram(final int index, final IbvAh ah, final int qpNumber, final int qkey) {
        final long at = slot(index);
        UnsafeApi.putLong(at + UD_AH, ah.pointer());
        UnsafeApi.putInt(at + UD_REMOTE_QPN, qpNumber);
        UnsafeApi.putInt(at + UD_REMOTE_QKEY, qkey);
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

    /** {@code index} is the last of its chain. */
    public void unlink(final int index) {
        UnsafeApi.putLong(slot(index) + NEXT, 0);
    }

    /** Frees the memory. */
    public void free() {
        UnsafeApi.freeMemory(address);
    }
}
