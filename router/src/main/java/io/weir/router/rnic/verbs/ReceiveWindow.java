package io.weir.router.rnic.verbs;

import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.verbs.ibv.IbvQp;

/** The receives of a queue pair of its own that are in the device, oldest first. */
final class ReceiveWindow {
    /** Receives of one queue pair that are in the device; a power of two. */
    static final int DEPTH = 32;

    private static final int MASK = DEPTH - 1;

    private final ReceiveSlots slots;
    private final ReceiveSource source;
    private long head;
    private long tail;

    /** {@code grhs}: of {@link #DEPTH}, for datagrams; goes with this. Null for none. */
    ReceiveWindow(final ReceiveSource source, final int maxSge, final GrhArea grhs) {
        this.source = source;
        slots = new ReceiveSlots(DEPTH, maxSge, grhs != null);
        slots.keepGrhsApart(grhs);
    }

    /** Takes what there is room for and posts it: 0, or an error number. */
    int refill(final IbvQp qp, final int epoch) {
        while (tail - head < DEPTH && slots.take((int) tail & MASK, source) != ReceiveSource.EMPTY) {
            chainNewest(epoch);
        }
        final long chain = slots.takeChain();
        return chain == 0 ? 0 : qp.postReceive(chain);
    }

    private void chainNewest(final int epoch) {
        slots.chain((int) tail & MASK, Cookie.ofReceive(epoch, tail));
        tail++;
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Position of the oldest. */
    long head() {
        return head;
    }

    boolean isOldestBroken() {
        return slots.isBroken((int) head & MASK);
    }

    /** The oldest, until the next {@link #refill}. */
    RecvWr oldest() {
        return slots.receive((int) head & MASK);
    }

    /** As {@link ReceiveSlots#sourceAddress}. */
    int sourceAddressOfOldest() {
        return slots.sourceAddress((int) head & MASK);
    }

    /** As {@link ReceiveSlots#deliverFirst}. */
    void deliverFirstOfOldest(final long bytes) {
        slots.deliverFirst((int) head & MASK, bytes);
    }

    /** The oldest is done. */
    void complete() {
        head++;
    }

    /** What the oldest got is refused: it waits again, behind the others. */
    void requeueOldest(final int epoch) {
        final int from = (int) head & MASK;
        head++;
        final int to = (int) tail & MASK;
        if (from != to) {
            slots.move(from, to);
        }
        chainNewest(epoch);
    }

    /** Forgets all. */
    void clear() {
        head = tail;
        slots.takeChain();
    }

    void free() {
        slots.free();
    }
}
