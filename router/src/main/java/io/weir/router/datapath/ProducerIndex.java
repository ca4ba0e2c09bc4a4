package io.weir.router.datapath;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The producer index of a ring that a tenant writes: read once at a time, and believed only if it never goes back and
 * is at most the depth ahead of the slots that the tenant got back. One that is not believed breaks the ring until
 * {@link #reset}.
 */
final class ProducerIndex {
    private final UnsafeBuffer segment;
    private final int offset;
    private final int depth;
    /** The last that was believed. */
    private long value;
    /** What resets skipped: nobody posted that. */
    private long skipped;
    private long claimed;
    private boolean broken;

    ProducerIndex(final UnsafeBuffer segment, final int offset, final int depth) {
        this.segment = segment;
        this.offset = offset;
        this.depth = depth;
    }

    /** The last that was believed. */
    long value() {
        return value;
    }

    boolean isBroken() {
        return broken;
    }

    /** Reads it; false if it makes no sense, now or before. {@code freed}: index of the oldest slot in use. */
    boolean read(final long freed) {
        if (broken) {
            return false;
        }
        final long now = segment.getLongAcquire(offset);
        final long ahead = now - freed;
        if (ahead < value - freed || ahead > depth) {
            claimed = now;
            broken = true;
            return false;
        }
        value = now;
        return true;
    }

    /** How many work requests were posted in all, as far as is to be believed. Changes nothing. */
    long posts(final long freed) {
        return peek(freed) - skipped;
    }

    /** Where it is now, as far as is to be believed. Changes nothing. */
    long peek(final long freed) {
        final long now = segment.getLongAcquire(offset);
        final long ahead = now - freed;
        return broken || ahead < value - freed || ahead > depth ? value : now;
    }

    /** Starts anew where the tenant is, wherever that is. */
    long reset() {
        final long now = segment.getLongAcquire(offset);
        if (broken || now - value < 0 || now - value > depth) {
            skipped += now - value;
        }
        value = now;
        broken = false;
        return now;
    }

    /** Which rule was broken. */
    String fault() {
        return "producer index " + Long.toUnsignedString(claimed) + " after " + Long.toUnsignedString(value)
            + ", of a ring of " + depth;
    }
}
