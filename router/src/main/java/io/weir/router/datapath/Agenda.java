package io.weir.router.datapath;

import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * What came up in a duty cycle and must wait for its step: queue pairs that are to go to error (never from inside a
 * callback of their RNIC), queue pairs that have work requests to flush, completion queues whose tenants may want to be
 * woken. Allocates only in {@link #reserve}.
 */
final class Agenda {
    /** Queue pairs, whose RNICs' windows are flushed. */
    private static final int ERRORS_PER_CYCLE = 2;
    /** Queue pairs, of whose rings a piece is flushed. */
    private static final int FLUSHES_PER_CYCLE = 2;

    private final QueuePairFifo failing = new QueuePairFifo();
    private final QueuePairFifo flushing = new QueuePairFifo();
    private final ArrayList<CompletionQueue> touched = new ArrayList<>();
    private final List<Session> broken = new ArrayList<>();

    /** Makes room for so many queue pairs and completion queues. */
    void reserve(final int queuePairs, final int completionQueues) {
        failing.reserve(queuePairs);
        flushing.reserve(queuePairs);
        touched.ensureCapacity(completionQueues);
    }

    void failing(final QueuePair queuePair) {
        failing.add(queuePair);
    }

    void flushing(final QueuePair queuePair) {
        flushing.add(queuePair);
    }

    void touched(final CompletionQueue completionQueue) {
        touched.add(completionQueue);
    }

    /** The session is beyond repair. */
    void broken(final Session session) {
        broken.add(session);
    }

    void forget(final QueuePair queuePair) {
        failing.remove(queuePair);
        flushing.remove(queuePair);
    }

    void forget(final CompletionQueue completionQueue) {
        touched.remove(completionQueue);
    }

    /** Moves to error who must, flushes, and takes apart whom it must evict: a bounded piece of each. */
    int doErrors() {
        int count = 0;
        for (int i = Math.min(failing.size(), ERRORS_PER_CYCLE); i > 0; i--) {
            failing.poll().enterError();
            count++;
        }
        for (int i = Math.min(flushing.size(), FLUSHES_PER_CYCLE); i > 0; i--) {
            final QueuePair queuePair = flushing.poll();
            count++;
            if (queuePair.flushSome()) {
                flushing.add(queuePair);
            }
        }
        if (!broken.isEmpty()) {
            count++;
            if (!broken.getLast().cutOff()) {
                broken.removeLast();
            }
        }
        return count;
    }

    /** Publishes completions and wakes who sleeps; one full fence for all. */
    int doNotifications() {
        final int count = touched.size();
        if (count == 0) {
            return 0;
        }
        for (int i = 0; i < count; i++) {
            touched.get(i).publish();
        }
        UnsafeApi.fullFence();
        for (int i = 0; i < count; i++) {
            touched.get(i).notifyIfArmed();
        }
        touched.clear();
        return count;
    }
}
