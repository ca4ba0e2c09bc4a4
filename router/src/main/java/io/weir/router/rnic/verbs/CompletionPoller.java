package io.weir.router.rnic.verbs;

import io.weir.router.rnic.verbs.ibv.IbvCompletionChannel;
import io.weir.router.rnic.verbs.ibv.IbvCompletions;
import io.weir.router.rnic.verbs.ibv.IbvContext;
import io.weir.shm.linux.LinuxException;
import io.weir.verbs.Errno;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/** The completion queues of a device, and who gets what comes out of them: by queue pair and the cookie's window. */
final class CompletionPoller {
    private static final int CQ_ENTRIES = 16_384;
    private static final int BATCH = 64;
    private static final int BATCHES_PER_POLL = 4;

    private final IbvContext context;
    private final int maxEntries;
    private final Int2ObjectHashMap<VerbsQp> queuePairs;
    private final SharedWindows sharedWindows;
    private final IbvCompletionChannel channel;
    private final IbvCompletions completions = new IbvCompletions(BATCH);
    private final List<VerbsCq> queues = new ArrayList<>();
    private boolean dispatching;

    /**
     * None yet.
     *
     * @param maxEntries of one queue, as the device has it
     * @param queuePairs by their numbers, as they are at any time
     */
    CompletionPoller(final IbvContext context, final int maxEntries, final Int2ObjectHashMap<VerbsQp> queuePairs,
                     final SharedWindows sharedWindows) {
        this.context = context;
        this.maxEntries = maxEntries;
        this.queuePairs = queuePairs;
        this.sharedWindows = sharedWindows;
        channel = new IbvCompletionChannel(context);
    }

    /** Turns readable when something completes in a queue that was {@link #arm}ed. */
    int fd() {
        return channel.fd();
    }

    /** A queue with room for so many completions, which are kept for whoever asked. */
    VerbsCq reserve(final int entries) {
        for (final VerbsCq queue : queues) {
            if (queue.reserve(entries)) {
                return queue;
            }
        }
        final VerbsCq queue = new VerbsCq(context, Math.min(Math.max(CQ_ENTRIES, entries), maxEntries), channel);
        queues.add(queue);
        if (!queue.reserve(entries)) {
            throw new LinuxException(Errno.ENOMEM, "ibv_create_cq", "of " + entries + " entries");
        }
        return queue;
    }

    /** Takes a bounded number of completions from each queue to whom they belong; how many. */
    int poll() {
        int total = 0;
        for (int i = 0; i < queues.size(); i++) {
            total += poll(queues.get(i));
        }
        return total;
    }

    /** Likewise from one queue. */
    int poll(final VerbsCq queue) {
        int total = 0;
        for (int batch = 0; batch < BATCHES_PER_POLL; batch++) {
            final int count = queue.poll(completions);
            dispatching = true;
            for (int i = 0; i < count; i++) {
                dispatch(i);
            }
            dispatching = false;
            total += Math.max(0, count);
            if (count < BATCH) {
                break;
            }
        }
        return total;
    }

    /** Whether this is inside a callback: then nothing may be polled. */
    boolean isDispatching() {
        return dispatching;
    }

    private void dispatch(final int index) {
        final VerbsQp qp = queuePairs.get(completions.qpNumber(index));
        final long cookie = completions.id(index);
        if (!Cookie.isReceive(cookie)) {
            if (qp != null) {
                qp.onSend(completions, index);
            }
            return;
        }
        final SharedWindow shared = sharedWindows.of(Cookie.epoch(cookie));
        if (shared == null) {
            if (qp != null) {
                qp.receiver().onCompleted(completions, index, qp.epoch());
            }
        } else if (shared.isUsed(Cookie.sequence(cookie))) {
            if (qp != null && qp.receiver().shared() == shared) {
                qp.receiver().onSharedCompleted(completions, index, Cookie.sequence(cookie));
            } else {
                shared.complete(Cookie.sequence(cookie));
            }
        }
    }

    /** The next completion makes {@link #fd} readable; what there is already does not. */
    void arm() {
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).arm();
        }
    }

    /** {@link #fd} is readable. */
    void takeEvents() {
        for (long named = channel.takeEvent(); named != 0; named = channel.takeEvent()) {
            for (int i = 0; i < queues.size(); i++) {
                if (queues.get(i).physical().is(named)) {
                    queues.get(i).onEvent();
                }
            }
        }
    }

    /** Gives the queues back; nothing completes any more. */
    void release() {
        queues.forEach(VerbsCq::destroy);
        queues.clear();
        channel.destroy();
    }

    /** After {@link #release}. */
    void free() {
        completions.free();
    }
}
