package io.weir.router.datapath;

import io.weir.router.rnic.Rnic;
import io.weir.shm.linux.Epoll;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * Where the data-path thread sleeps: in epoll, on the doorbells of all sessions, on the RNICs' descriptors, and on an
 * eventfd of its own for control calls. Doorbell eventfds are watched edge-triggered and never read: who shares an
 * eventfd can make a read of it block.
 */
final class Sleeper implements AutoCloseable {
    private static final int EVENTS = 64;
    private static final long OWN = -1;
    /** And from here on down the RNICs, in their order; sessions are not negative. */
    private static final long FIRST_RNIC = -2;

    private final Epoll epoll = new Epoll(EVENTS);
    private final int eventFd = Eventfd.create();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final IntConsumer onDoorbell;
    private final List<Rnic> rnics = new ArrayList<>();
    private boolean closed;

    /** Calls {@code onDoorbell}, out of {@link #sleep}, for each doorbell that was written to. */
    Sleeper(final IntConsumer onDoorbell) {
        this.onDoorbell = onDoorbell;
        epoll.add(eventFd, Epoll.IN, OWN);
    }

    /** Wakes for every write to that eventfd; a negative one is none. */
    void watchDoorbell(final int fd, final int sessionId) {
        if (fd >= 0) {
            epoll.add(fd, Epoll.IN | Epoll.EDGE_TRIGGERED, Integer.toUnsignedLong(sessionId));
        }
    }

    /** Wakes as long as that RNIC's descriptor is readable, and tells it so; one without a descriptor never does. */
    void watchRnic(final Rnic rnic) {
        if (rnic.wakeUpFd() >= 0) {
            epoll.add(rnic.wakeUpFd(), Epoll.IN, FIRST_RNIC - rnics.size());
            rnics.add(rnic);
        }
    }

    void unwatch(final int fd) {
        if (fd >= 0) {
            epoll.remove(fd);
        }
    }

    /** From now on {@link #wakeUp} wakes; a full fence. Whoever made work before is to be looked for after this. */
    void prepare() {
        asleep.set(true);
    }

    /** Instead of {@link #sleep}, or after it. */
    void rise() {
        asleep.set(false);
    }

    /** Any thread: ends a sleep, or the one that is prepared. */
    void wakeUp() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            Eventfd.signal(eventFd);
        }
    }

    /** Any thread: ends the present sleep or the next. */
    synchronized void interrupt() {
        if (!closed) {
            Eventfd.signal(eventFd);
        }
    }

    /** Sleeps, for so long at most; negative for ever. How many sources of work were seen. */
    int sleep(final long timeoutNs) {
        return take(await(timeoutNs));
    }

    /** The first half of {@link #sleep}, which touches nothing else; how much there is to {@link #take}. */
    int await(final long timeoutNs) {
        return epoll.await(timeoutNs);
    }

    /** The other half: tells who is concerned. */
    int take(final int events) {
        for (int i = 0; i < events; i++) {
            final long source = epoll.data(i);
            if (source == OWN) {
                Eventfd.drain(eventFd);
            } else if (source >= 0) {
                onDoorbell.accept((int) source);
            } else {
                rnics.get((int) (FIRST_RNIC - source)).onReadable();
            }
        }
        return events;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            epoll.close();
            Fd.close(eventFd);
        }
    }
}
