package io.weir.client;

import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import java.lang.foreign.MemorySegment;

/**
 * A send work request ({@code ibv_send_wr}). Reusable once it is posted; not thread-safe. Building checks what it can
 * at once ({@link IllegalArgumentException}); posting returns error numbers.
 */
public final class SendWorkRequest {
    final ScatterGatherList sges = new ScatterGatherList();
    long wrId;
    Opcode opcode = Opcode.SEND;
    int flags;
    int immediate;
    long remoteAddress;
    int rkey;
    long compareAdd;
    long swap;
    AddressHandle ah;
    int remoteQpn;
    int remoteQkey;
    MemorySegment inlinePayload;

    /** Makes it a SEND without flags, scatter list or payload, work request id 0. */
    public SendWorkRequest reset() {
        sges.clear();
        wrId = 0;
        opcode = Opcode.SEND;
        flags = 0;
        immediate = 0;
        remoteAddress = 0;
        rkey = 0;
        compareAdd = 0;
        swap = 0;
        ah = null;
        remoteQpn = 0;
        remoteQkey = 0;
        inlinePayload = null;
        return this;
    }

    /**
     * Where a datagram goes ({@code wr.ud}).
     *
     * @param way     to the device
     * @param qpn     number of the queue pair there
     * @param qkey    its Q_Key; with the high-order bit set, the sending queue pair's own counts instead
     */
    public SendWorkRequest to(final AddressHandle way, final int qpn, final int qkey) {
        ah = way;
        remoteQpn = qpn;
        remoteQkey = qkey;
        return this;
    }

    /** What its completion will carry. */
    public SendWorkRequest wrId(final long id) {
        wrId = id;
        return this;
    }

    /** What to do. */
    public SendWorkRequest opcode(final Opcode operation) {
        opcode = operation;
        return this;
    }

    /** {@link SendFlags}, replacing what was set before. */
    public SendWorkRequest flags(final int sendFlags) {
        flags = sendFlags;
        return this;
    }

    /** Sets {@link SendFlags#SIGNALED}. */
    public SendWorkRequest signaled() {
        flags |= SendFlags.SIGNALED;
        return this;
    }

    /** Immediate data, of SEND_WITH_IMM and RDMA_WRITE_WITH_IMM; any 32 bits, in host order. */
    public SendWorkRequest immediate(final int data) {
        immediate = data;
        return this;
    }

    /** The peer's memory, of RDMA and atomics. */
    public SendWorkRequest remote(final long address, final int remoteKey) {
        remoteAddress = address;
        rkey = remoteKey;
        return this;
    }

    /**
     * Makes it an ATOMIC_CMP_AND_SWP: 64 bits at the remote address become {@code desired} if they are
     * {@code expected}.
     */
    public SendWorkRequest compareAndSwap(final long expected, final long desired) {
        opcode = Opcode.ATOMIC_CMP_AND_SWP;
        compareAdd = expected;
        swap = desired;
        return this;
    }

    /** Makes it an ATOMIC_FETCH_AND_ADD to the 64 bits at the remote address. */
    public SendWorkRequest fetchAndAdd(final long addend) {
        opcode = Opcode.ATOMIC_FETCH_AND_ADD;
        compareAdd = addend;
        return this;
    }

    /** Replaces the gather list by this piece of a region. */
    public SendWorkRequest sge(final MemoryRegion region, final long offset, final long length) {
        sges.clear();
        return addSge(region, offset, length);
    }

    /** Appends a piece of a region to the gather list. */
    public SendWorkRequest addSge(final MemoryRegion region, final long offset, final long length) {
        sges.add(region, offset, length);
        return this;
    }

    /**
     * Appends an entry as it stands: address in this process, bytes (0 to 4294967295), lkey. The router checks it; with
     * {@link SendFlags#INLINE} the lkey does not matter, but the address must lie in the device's shared memory.
     */
    public SendWorkRequest addSge(final long address, final long length, final int lkey) {
        sges.add(address, length, lkey);
        return this;
    }

    /** Empties the gather list. */
    public SendWorkRequest clearSges() {
        sges.clear();
        return this;
    }

    /**
     * Sends these bytes, from any memory at all, copied when posted; sets {@link SendFlags#INLINE}. Null takes the
     * payload from the gather list again and clears the flag.
     */
    public SendWorkRequest inline(final MemorySegment payload) {
        inlinePayload = payload;
        flags = payload == null ? flags & ~SendFlags.INLINE : flags | SendFlags.INLINE;
        return this;
    }
}
