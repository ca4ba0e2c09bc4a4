package io.weir.router.rnic.verbs;

import io.weir.router.rnic.Keys;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.Sge;
import io.weir.router.rnic.verbs.ibv.IbvReceives;

/** Slots for receives that were taken from a source and are, or will be, in the device; and the chain to post next. */
final class ReceiveSlots {
    /** No datagram comes from 0.0.0.0. */
    static final int NOBODY = 0;
    /** A broken receive must fail at whoever gets it: the device finds no region under this key. */
    private static final long BROKEN_LENGTH = 1;

    private final RecvWr[] receives;
    private final boolean[] broken;
    /** Null unless a datagram may come into one of these. */
    private GrhArea grhs;
    /** Whose first bytes go to {@link #grhs}. */
    private final boolean[] apart;
    private final IbvReceives requests;
    private int first = -1;
    private int last;

    /** {@code withGrhs}: {@link #keepGrhsApart} is to follow. */
    ReceiveSlots(final int count, final int maxSge, final boolean withGrhs) {
        receives = new RecvWr[count];
        broken = new boolean[count];
        apart = new boolean[count];
        for (int i = 0; i < count; i++) {
            receives[i] = new RecvWr(maxSge);
        }
        requests = new IbvReceives(count, sgesFor(maxSge, withGrhs));
    }

    /** Scatter/gather entries of a physical receive, for a tenant's of so many. */
    static int sgesFor(final int maxSge, final boolean withGrh) {
        return Math.max(1, maxSge) + (withGrh ? 1 : 0);
    }

    /** From now on the first bytes of what is {@link #chain}ed go there; it goes with this. */
    void keepGrhsApart(final GrhArea area) {
        grhs = area;
    }

    /** Takes the next receive of a source into a free slot: what {@link ReceiveSource#next} answered. */
    int take(final int slot, final ReceiveSource source) {
        final int result = source.next(receives[slot]);
        broken[slot] = result == ReceiveSource.BROKEN;
        return result;
    }

    /** As {@link #take}, from a shared source: what {@link ReceiveSource#nextForStock} answered. */
    int takeForStock(final int slot, final ReceiveSource source) {
        final int result = source.nextForStock(receives[slot]);
        broken[slot] = result == ReceiveSource.BROKEN;
        return result;
    }

    /** Puts a receive that was taken earlier into a free slot. */
    void put(final int slot, final RecvWr receive, final boolean isBroken) {
        receives[slot] = receive;
        broken[slot] = isBroken;
    }

    /** Puts a taken receive at the end of the chain. */
    void chain(final int slot, final long cookie) {
        requests.fill(slot, cookie);
        if (broken[slot]) {
            requests.addSge(slot, 0, BROKEN_LENGTH, Keys.INVALID);
        } else {
            addSges(slot, receives[slot]);
        }
        if (first < 0) {
            first = slot;
        } else {
            requests.link(last, slot);
        }
        last = slot;
    }

    private void addSges(final int slot, final RecvWr receive) {
        long skip = 0;
        // a receive that is too short for a GRH is left as it is, and no datagram fits into it
        apart[slot] = grhs != null && receive.length() >= Grh.LENGTH;
        if (apart[slot]) {
            skip = Grh.LENGTH;
            requests.addSge(slot, grhs.address(slot), Grh.LENGTH, grhs.lkey());
        }
        for (int i = 0; i < receive.sgeCount; i++) {
            final Sge sge = receive.sge[i];
            final long skipped = Math.min(skip, sge.length);
            skip -= skipped;
            if (sge.length > skipped) {
                requests.addSge(slot, sge.address + skipped, sge.length - skipped, sge.region.lkey());
            }
        }
    }

    /** What to post, which is then no more chained; 0 for nothing. */
    long takeChain() {
        final long chain = first < 0 ? 0 : requests.slot(first);
        first = -1;
        return chain;
    }

    RecvWr receive(final int slot) {
        return receives[slot];
    }

    boolean isBroken(final int slot) {
        return broken[slot];
    }

    /**
     * Who sent the datagram that came into this one; {@link #NOBODY} if the router does not know for sure, as what
     * stands before it is in memory that the tenant can write to: then it is to be dropped.
     */
    int sourceAddress(final int slot) {
        return apart[slot] ? Grh.sourceAddress(grhs.address(slot)) : NOBODY;
    }

    /** A message of so many bytes in this one is accepted: the first of them go where the tenant expects them. */
    void deliverFirst(final int slot, final long bytes) {
        if (apart[slot]) {
            grhs.copyTo(receives[slot], slot, Math.min(bytes, Grh.LENGTH));
        }
    }

    /** Moves what is in one slot to another, which is free. */
    void move(final int from, final int to) {
        final RecvWr receive = receives[from];
        receives[from] = receives[to];
        receives[to] = receive;
        broken[to] = broken[from];
    }

    /** When the device has none of these any more. */
    void free() {
        requests.free();
        if (grhs != null) {
            grhs.free();
        }
    }
}
