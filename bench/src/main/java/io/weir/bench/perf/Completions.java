package io.weir.bench.perf;

import io.weir.client.CompletionQueue;
import io.weir.client.WorkCompletion;

/**
 * Takes completions as the user wants it: polling, with the processor offered to others when nothing comes for a
 * microsecond (three who poll on two processors take turns by time slices otherwise), or sleeping on the channel.
 */
final class Completions {
    private static final int BATCH = 64;
    private static final int SPINS = 16;
    private static final long SLEEP_NS = 10_000_000;

    private final CompletionQueue cq;
    private final boolean events;
    private final WorkCompletion[] completions = WorkCompletion.array(BATCH);
    private int empty;

    Completions(final CompletionQueue cq, final boolean events) {
        this.cq = cq;
        this.events = events;
    }

    /** Some more, all of them successes; maybe none, after a look or some milliseconds of sleep. */
    int take() {
        final int count = poll();
        if (count > 0) {
            empty = 0;
            return count;
        }
        if (!events) {
            idle();
            return 0;
        }
        cq.requestNotify(false);
        final int late = poll();
        if (late > 0) {
            return late;
        }
        cq.channel().getCqEvent(SLEEP_NS);
        return poll();
    }

    /** One of those just taken. */
    WorkCompletion get(final int index) {
        return completions[index];
    }

    /** A look at memory found nothing. */
    void idle() {
        if (++empty <= SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** A look at memory found something. */
    void busy() {
        empty = 0;
    }

    private int poll() {
        final int count = cq.poll(completions, BATCH);
        if (count < 0) {
            throw new IllegalStateException("can not poll: the router is gone");
        }
        for (int i = 0; i < count; i++) {
            if (!completions[i].isSuccess()) {
                throw new IllegalStateException("failed: " + completions[i]);
            }
        }
        return count;
    }
}
