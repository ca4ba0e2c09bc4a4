package io.weir.router.rnic.verbs;

import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.verbs.ibv.IbvPd;
import io.weir.router.rnic.verbs.ibv.IbvSrq;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The receives of a shared source that are in the device: a shallow physical shared receive queue, which lives as long
 * as a queue pair uses it. What is in it when the last one goes waits in {@link Leftovers} for the next one. A queue
 * pair that is reset in the midst of a message, and was not in ERR before, takes its receive with it: no device says
 * which that was.
 */
final class SharedWindow {
    /** Receives of one shared source that are in the device. */
    static final int DEPTH = 64;

    private final IbvSrq srq;
    private final IbvPd pd;
    private final int epoch;
    private final Leftovers leftovers;
    private final ReceiveSlots slots;
    private final int[] free = new int[DEPTH];
    private final boolean[] used = new boolean[DEPTH];
    /** When each slot was posted, for the order of what is left over. */
    private final long[] posted = new long[DEPTH];
    private final List<VerbsQp> users = new ArrayList<>();
    private int freeCount;
    private long postings;
    private boolean datagrams;

    /** {@code pd}: the domain of {@code srq}. */
    SharedWindow(final IbvSrq srq, final IbvPd pd, final int epoch, final int maxSge, final Leftovers leftovers) {
        this.srq = srq;
        this.pd = pd;
        this.epoch = epoch;
        this.leftovers = leftovers;
        slots = new ReceiveSlots(DEPTH, maxSge, true);
        for (int i = DEPTH - 1; i >= 0; i--) {
            free[freeCount++] = i;
        }
    }

    /** What was taken from a shared source, and has been in no device since its last queue pair went; oldest first. */
    static final class Leftovers {
        private record Entry(RecvWr receive, boolean broken) {
        }

        private final List<Entry> entries = new ArrayList<>();
        private SharedWindow window;

        /** The present window; null when no queue pair uses the source. */
        SharedWindow window() {
            return window;
        }

        void window(final SharedWindow present) {
            window = present;
        }
    }

    int epoch() {
        return epoch;
    }

    IbvSrq srq() {
        return srq;
    }

    void attach(final VerbsQp user) {
        users.add(user);
    }

    /**
     * A queue pair for datagrams is to use it: from now on what stands before datagrams goes to the router's own
     * memory. Datagrams that come into receives that are in the device already are dropped, as their senders are not
     * known for sure.
     */
    void expectDatagrams(final DeviceObjects objects) {
        if (!datagrams) {
            slots.keepGrhsApart(new GrhArea(pd, DEPTH, objects));
            datagrams = true;
        }
    }

    /** Takes what there is room for and posts it: 0, or an error number. */
    int refill() {
        while (freeCount > 0 && !users.isEmpty()) {
            final int slot = free[freeCount - 1];
            if (!leftovers.entries.isEmpty()) {
                slots.put(slot, leftovers.entries.getFirst().receive, leftovers.entries.getFirst().broken);
                leftovers.entries.removeFirst();
            } else if (slots.takeForStock(slot, users.getFirst().source()) == ReceiveSource.EMPTY) {
                break;
            }
            freeCount--;
            used[slot] = true;
            posted[slot] = postings++;
            slots.chain(slot, Cookie.ofReceive(epoch, slot));
        }
        final long chain = slots.takeChain();
        return chain == 0 ? 0 : srq.postReceive(chain);
    }

    RecvWr receive(final int slot) {
        return slots.receive(slot);
    }

    boolean isBroken(final int slot) {
        return slots.isBroken(slot);
    }

    /** As {@link ReceiveSlots#deliverFirst}. */
    void deliverFirst(final int slot, final long bytes) {
        slots.deliverFirst(slot, bytes);
    }

    /** As {@link ReceiveSlots#sourceAddress}. */
    int sourceAddress(final int slot) {
        return slots.sourceAddress(slot);
    }

    /** Whether the slot is in the device. */
    boolean isUsed(final int slot) {
        return slot >= 0 && slot < DEPTH && used[slot];
    }

    /** What a receive got is refused: with the next {@link #refill} it waits again, behind the others. */
    void requeue(final int slot) {
        posted[slot] = postings++;
        slots.chain(slot, Cookie.ofReceive(epoch, slot));
    }

    /** A message consumed a receive; its slot is free after this. */
    void complete(final int slot) {
        if (!users.isEmpty()) {
            users.getFirst().source().stockConsumed();
        }
        used[slot] = false;
        free[freeCount++] = slot;
    }

    /** One queue pair less; true when it was the last, and the physical queue is gone. */
    boolean detach(final VerbsQp user) {
        users.remove(user);
        if (!users.isEmpty()) {
            return false;
        }
        srq.destroy();
        keepLeftovers();
        leftovers.window(null);
        slots.free();
        return true;
    }

    private void keepLeftovers() {
        final List<Integer> order = new ArrayList<>();
        for (int slot = 0; slot < DEPTH; slot++) {
            if (used[slot]) {
                order.add(slot);
            }
        }
        order.sort(Comparator.comparingLong(slot -> posted[slot]));
        for (final int slot : order) {
            leftovers.entries.add(new Leftovers.Entry(slots.receive(slot), slots.isBroken(slot)));
        }
    }
}
