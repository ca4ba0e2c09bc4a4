package io.weir.router.accounting;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.concurrent.EpochClock;

/**
 * Tells consumers what happened, each through a ring of its own, so that one that is slow or failed loses events of its
 * own and delays nobody: telling never waits. What counts is in the counters, events or no events.
 */
public final class UsageEvents {
    private static final int CAPACITY = 4096;

    private final EpochClock clock;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Without consumers. */
    public UsageEvents(final EpochClock clock) {
        this.clock = clock;
    }

    /** A consumer of everything from now on; {@link Subscription#poll} is for one thread at a time. */
    public Subscription subscribe(final String consumer) {
        final Subscription subscription = new Subscription(consumer);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Tells all consumers. Any thread; never waits. */
    public void publish(final UsageEvent.Kind kind, final String tenant, final String detail) {
        final UsageEvent event = new UsageEvent(kind, clock.time(), tenant, detail);
        for (final Subscription subscription : subscriptions) {
            subscription.offer(event);
        }
    }

    /** Place of an event in a ring. */
    private static final class Slot {
        private UsageEvent event;
    }

    /** What one consumer has not taken yet. */
    public static final class Subscription {
        private final String consumer;
        private final RingBuffer<Slot> ring = RingBuffer.createMultiProducer(Slot::new, CAPACITY);
        private final EventPoller<Slot> poller = ring.newPoller();
        private final AtomicLong lost = new AtomicLong();
        private volatile Thread waiter;

        private Subscription(final String consumer) {
            this.consumer = consumer;
            ring.addGatingSequences(poller.getSequence());
        }

        /** Whose it is. */
        public String consumer() {
            return consumer;
        }

        /** How many events there was no room for. */
        public long lost() {
            return lost.get();
        }

        /** Hands over what there is; how many that was. */
        public int poll(final Consumer<UsageEvent> handler) {
            if (isEmpty()) {
                return 0;
            }
            final int[] count = new int[1];
            try {
                poller.poll((slot, sequence, last) -> {
                    final UsageEvent event = slot.event;
                    slot.event = null;
                    count[0]++;
                    handler.accept(event);
                    return true;
                });
            } catch (final RuntimeException thrown) {
                throw thrown;
            } catch (final Exception thrown) {
                throw new IllegalStateException(thrown);
            }
            return count[0];
        }

        /** Sleeps until there may be something, or the thread is woken otherwise. */
        public void await() {
            waiter = Thread.currentThread();
            if (isEmpty()) {
                LockSupport.park(this);
            }
            waiter = null;
        }

        private boolean isEmpty() {
            return ring.getCursor() == poller.getSequence().get();
        }

        private void offer(final UsageEvent event) {
            final long sequence;
            try {
                sequence = ring.tryNext();
            } catch (final InsufficientCapacityException full) {
                lost.incrementAndGet();
                return;
            }
            ring.get(sequence).event = event;
            ring.publish(sequence);
            final Thread sleeper = waiter;
            if (sleeper != null) {
                LockSupport.unpark(sleeper);
            }
        }
    }
}
