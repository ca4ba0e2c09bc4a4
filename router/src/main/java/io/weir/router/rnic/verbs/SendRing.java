package io.weir.router.rnic.verbs;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.Sge;
import io.weir.router.rnic.verbs.ibv.IbvQp;
import io.weir.router.rnic.verbs.ibv.IbvSends;
import io.weir.verbs.SendFlags;

/**
 * The send work requests of a queue pair that have not completed.
 *
 * <pre>
 *      head          posted         chained          tail
 *       │  in the device │  to be posted │  never posted │
 * ──────┴────────────────┴───────────────┴───────────────┴──
 * </pre>
 */
final class SendRing {
    private final IbvSends requests;
    private final long[] ids;
    /** Is posted when all before it are done. */
    private final boolean[] held;
    private final boolean holdsFenced;
    private final int capacity;
    private final int mask;
    private long head;
    private long posted;
    private long chained;
    private long tail;

    /** {@code holdsFenced}: fences are kept here and not by the device. */
    SendRing(final int capacity, final int maxSge, final boolean holdsFenced) {
        this.capacity = capacity;
        this.holdsFenced = holdsFenced;
        final int slots = Math.max(1, Integer.highestOneBit(capacity * 2 - 1));
        ids = new long[slots];
        held = new boolean[slots];
        mask = slots - 1;
        requests = new IbvSends(slots, maxSge);
    }

    boolean isFull() {
        return tail - head == capacity;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Whether some wait to be posted. */
    boolean hasUnposted() {
        return posted != chained;
    }

    /** Whether there is one that is never posted. */
    boolean isStopped() {
        return chained != tail;
    }

    /** Whether some are in the device. */
    boolean isPosted() {
        return head != posted;
    }

    /** Position of the oldest. */
    long head() {
        return head;
    }

    /** Position that the next will get. */
    long tail() {
        return tail;
    }

    /** Takes one, at the end of the chain; there must be room. */
    void add(final SendWr wr, final int epoch) {
        final int slot = (int) tail & mask;
        ids[slot] = wr.id;
        held[slot] = holdsFenced && (wr.flags & SendFlags.FENCE) != 0;
        int flags = (held[slot] ? wr.flags & ~SendFlags.FENCE : wr.flags) | IbvSends.SIGNALED;
        if (wr.sgeCount > 0 && ((VerbsMr) wr.sge[0].region).isInline()) {
            flags |= IbvSends.INLINE;
        }
        requests.fill(slot, Cookie.ofSend(epoch, tail), wr.opcode.value(), flags, wr.immediate);
        switch (wr.opcode) {
            case SEND, SEND_WITH_IMM -> {
                if (wr.ah != null) {
                    requests.datagram(slot, ((VerbsAh) wr.ah).physical(), wr.remoteQpn, wr.remoteQkey);
                }
            }
            case ATOMIC_CMP_AND_SWP, ATOMIC_FETCH_AND_ADD ->
                requests.atomic(slot, wr.remoteAddress, wr.rkey, wr.compareAdd, wr.swap);
            default -> requests.rdma(slot, wr.remoteAddress, wr.rkey);
        }
        for (int i = 0; i < wr.sgeCount; i++) {
            final Sge sge = wr.sge[i];
            final VerbsMr region = (VerbsMr) sge.region;
            final long address = region.isInline() ? region.memory().hostAddress(sge.address) : sge.address;
            requests.addSge(slot, address, sge.length, region.lkey());
        }
        if (posted != chained && !held[slot]) {
            requests.link((int) (tail - 1) & mask, slot);
        }
        tail++;
        chained = tail;
    }

    /** As {@link #add}, of one that the device will never see; nor will it see what comes after that. */
    void addUnposted(final long id) {
        ids[(int) tail & mask] = id;
        tail++;
    }

    /** Posts what may be posted now: 0, or an error number. */
    int post(final IbvQp qp) {
        int errno = 0;
        while (errno == 0 && posted != chained && (head == posted || !held[(int) posted & mask])) {
            final long end = endOfChain();
            errno = qp.postSend(requests.slot((int) posted & mask));
            if (errno == 0) {
                posted = end;
            }
        }
        return errno;
    }

    private long endOfChain() {
        long end = posted + 1;
        while (end != chained && !held[(int) end & mask]) {
            end++;
        }
        return end;
    }

    /** The oldest is done: its poster's cookie. */
    long complete() {
        final long id = ids[(int) head & mask];
        head++;
        posted = Math.max(posted, head);
        chained = Math.max(chained, head);
        return id;
    }

    /** Forgets all. */
    void clear() {
        head = tail;
        posted = tail;
        chained = tail;
    }

    void free() {
        requests.free();
    }
}
