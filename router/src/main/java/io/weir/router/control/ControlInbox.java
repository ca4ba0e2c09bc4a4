package io.weir.router.control;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.DirectBuffer;

/**
 * The one ring into the executor. {@link #offer} is for the control thread, which asks for {@link #room} first;
 * {@link #handOver} for any thread: it never blocks, never loses, and allocates only when the ring is full.
 */
final class ControlInbox {
    private static final int CAPACITY = 1024;

    // consumed by polling: nobody ever waits on the ring, so publishing signals nobody
    private final RingBuffer<ControlEvent> ring =
        RingBuffer.createMultiProducer(ControlEvent::new, CAPACITY, new YieldingWaitStrategy());
    private final EventPoller<ControlEvent> poller = ring.newPoller();
    private final ConcurrentLinkedQueue<ControlEvent> overflow = new ConcurrentLinkedQueue<>();
    private final WakeUp wakeUp;
    private int polled;

    ControlInbox(final WakeUp wakeUp) {
        this.wakeUp = wakeUp;
        ring.addGatingSequences(poller.getSequence());
    }

    /** How many offers will succeed, unless other threads take the room. */
    int room() {
        return (int) ring.remainingCapacity();
    }

    /** A message; false when the ring is full. Control thread. */
    boolean offer(final ControlEvent.Kind kind, final ControlSession session, final DirectBuffer buffer,
                  final int offset, final int length) {
        final long sequence = next();
        if (sequence < 0) {
            return false;
        }
        final ControlEvent event = ring.get(sequence);
        event.set(kind, session, null, 0, 0, null);
        boolean copied = false;
        try {
            buffer.getBytes(offset, event.message, 0, length);
            event.length = length;
            copied = true;
        } finally {
            if (!copied) {
                // the buffer is a tenant's and was broken under us: an empty message is answered by an eviction
                event.length = 0;
            }
            ring.publish(sequence);
        }
        return true;
    }

    /** Anything but a message, from any thread. */
    void handOver(final ControlEvent.Kind kind, final ControlSession session, final Object subject, final int value,
                  final int handle, final String text) {
        final long sequence = next();
        if (sequence < 0) {
            final ControlEvent late = new ControlEvent();
            late.set(kind, session, subject, value, handle, text);
            overflow.add(late);
        } else {
            try {
                ring.get(sequence).set(kind, session, subject, value, handle, text);
            } finally {
                ring.publish(sequence);
            }
        }
        wakeUp.signal();
    }

    /** Lets the executor take what is there; how much that was. Control thread. */
    int poll(final ControlExecutor executor) {
        polled = 0;
        try {
            poller.poll((event, sequence, endOfBatch) -> {
                polled++;
                executor.onEvent(event);
                event.clear();
                return true;
            });
        } catch (final Exception thrown) {
            // the handler throws nothing checked and the executor catches the rest
            throw new IllegalStateException(thrown);
        }
        ControlEvent late = overflow.poll();
        while (late != null) {
            polled++;
            executor.onEvent(late);
            late = overflow.poll();
        }
        return polled;
    }

    /** Whether there is nothing to take. */
    boolean isEmpty() {
        return poller.getSequence().get() == ring.getCursor() && overflow.isEmpty();
    }

    private long next() {
        try {
            return ring.tryNext();
        } catch (final InsufficientCapacityException full) {
            return -1;
        }
    }
}
