package io.weir.router.rnic.host;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.SendWr;
import io.weir.verbs.WcStatus;

/**
 * The send work requests that a queue pair holds, oldest first: private copies, completed in order. Memory for a copy
 * is taken when its slot is used for the first time, so that a queue pair that never sends has none.
 */
public final class SendWindow {
    private final SendWr[] slots;
    private final int mask;
    private final int capacity;
    private final int maxSge;
    private final QpOwner owner;
    private final RailMeter meter;
    private long head;
    private long tail;

    /** Room for {@code capacity} requests of {@code maxSge} entries; {@code meter} counts those that succeed. */
    public SendWindow(final int capacity, final int maxSge, final QpOwner owner, final RailMeter meter) {
        this.meter = meter;
        this.capacity = capacity;
        this.maxSge = maxSge;
        this.owner = owner;
        slots = new SendWr[Math.max(1, Integer.highestOneBit(capacity * 2 - 1))];
        mask = slots.length - 1;
    }

    /** Takes a copy at the tail; false when full. */
    public boolean add(final SendWr wr) {
        if (tail - head == capacity) {
            return false;
        }
        final int slot = (int) tail & mask;
        if (slots[slot] == null) {
            slots[slot] = new SendWr(maxSge);
        }
        slots[slot].copyFrom(wr);
        tail++;
        return true;
    }

    /** Position of the oldest; equal to {@link #tail()} when empty. */
    public long head() {
        return head;
    }

    /** Position that the next will get. */
    public long tail() {
        return tail;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return head == tail;
    }

    /** The request at a position from head to before tail. */
    public SendWr at(final long position) {
        return slots[(int) position & mask];
    }

    /** Index of a position's slot, for arrays that run beside this one; less than {@link #slotCount()}. */
    public int slotOf(final long position) {
        return (int) position & mask;
    }

    /** Slots, a power of two. */
    public int slotCount() {
        return slots.length;
    }

    /** The oldest is done. */
    public void completeHead(final WcStatus status) {
        final SendWr wr = slots[(int) head & mask];
        final long id = wr.id;
        head++;
        if (status == WcStatus.SUCCESS) {
            meter.request(wr.length());
        }
        owner.onSendCompleted(id, status);
    }

    /** Flushes what is in it now; what the owner posts meanwhile stays. */
    public int flush() {
        final long end = tail;
        int flushed = 0;
        while (head < end) {
            completeHead(WcStatus.WR_FLUSH_ERR);
            flushed++;
        }
        return flushed;
    }

    /** Forgets what is in it. */
    public void clear() {
        head = tail;
    }
}
