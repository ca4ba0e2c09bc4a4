package io.weir.router.rnic.verbs;

import io.weir.router.rnic.Keys;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.Sge;
import io.weir.router.rnic.verbs.ibv.IbvReceives;

/** Slots for receives that were taken from a source and are, or will be, in the device; and the chain to post next. */
final class ReceiveSlots {
    /** A broken receive must fail at whoever gets it: the device finds no region under this key. */
    private static final long BROKEN_LENGTH = 1;

    private final RecvWr[] receives;
    private final boolean[] broken;
    private final IbvReceives requests;
    private int first = -1;
    private int last;

    ReceiveSlots(final int count, final int maxSge) {
        receives = new RecvWr[count];
        broken = new boolean[count];
        for (int i = 0; i < count; i++) {
            receives[i] = new RecvWr(maxSge);
        }
        requests = new IbvReceives(count, Math.max(1, maxSge));
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
            final RecvWr receive = receives[slot];
            for (int i = 0; i < receive.sgeCount; i++) {
                final Sge sge = receive.sge[i];
                requests.addSge(slot, sge.address, sge.length, sge.region.lkey());
            }
        }
        if (first < 0) {
            first = slot;
        } else {
            requests.link(last, slot);
        }
        last = slot;
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

    /** Moves what is in one slot to another, which is free. */
    void move(final int from, final int to) {
        final RecvWr receive = receives[from];
        receives[from] = receives[to];
        receives[to] = receive;
        broken[to] = broken[from];
    }

    void free() {
        requests.free();
    }
}
