package io.weir.router.rnic.verbs;

import io.weir.router.rnic.verbs.ibv.IbvCompletionChannel;
import io.weir.router.rnic.verbs.ibv.IbvCompletions;
import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.router.rnic.verbs.ibv.IbvCq;

/**
 * A completion queue that several queue pairs complete to; it holds all that they can have in the device together, so
 * that it never overflows.
 */
final class VerbsCq {
    private static final int EVENTS_PER_ACKNOWLEDGEMENT = 256;

    private final IbvCq physical;
    private final int capacity;
    private int reserved;
    /** Of queue pairs that are gone, whose completions may still be in the queue. */
    private int leaving;
    private boolean armed;
    private int events;

    VerbsCq(final IbvContext context, final int entries, final IbvCompletionChannel channel) {
        physical = new IbvCq(context, entries, channel);
        capacity = physical.entries();
    }

    IbvCq physical() {
        return physical;
    }

    /** Keeps room for so many completions, if there is; room is there only while nobody armed is asleep. */
    boolean reserve(final int entries) {
        if (reserved + entries > capacity) {
            return false;
        }
        reserved += entries;
        return true;
    }

    /** That room is free again once what is in the queue now was taken. */
    void release(final int entries) {
        leaving += entries;
    }

    /** Takes completions: how many; negative if the queue is broken. */
    int poll(final IbvCompletions into) {
        final int count = physical.poll(into);
        if (count == 0 && leaving > 0) {
            reserved -= leaving;
            leaving = 0;
        }
        return count;
    }

    /** The next completion makes the channel readable. */
    void arm() {
        if (!armed) {
            armed = true;
            physical.requestNotify();
        }
    }

    /** An event of it came. */
    void onEvent() {
        armed = false;
        events++;
        if (events == EVENTS_PER_ACKNOWLEDGEMENT) {
            acknowledge();
        }
    }

    void destroy() {
        acknowledge();
        physical.destroy();
    }

    private void acknowledge() {
        if (events > 0) {
            physical.acknowledge(events);
            events = 0;
        }
    }
}
