package io.weir.client;

import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.attach.AttachAsyncEvent;
import io.weir.shm.attach.AttachCompletionChannel;
import io.weir.shm.attach.AttachException;
import io.weir.shm.attach.AttachMessage;
import io.weir.shm.attach.AttachSocket;
import io.weir.shm.linux.Eventfd;
import io.weir.shm.linux.Fd;
import io.weir.verbs.AsyncEventType;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The attach socket after the handshake: what the router says unasked, and its end of file, which is the router's.
 * Nobody has a thread to read it, so whoever waits or polls looks now and then. Any thread.
 */
final class AttachLink implements Liveness, AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final AttachSocket socket;
    private final UnsafeBuffer queueSegment;
    private final NanoClock clock;
    private final long lookIntervalNs;
    private final ArrayDeque<AttachAsyncEvent> events = new ArrayDeque<>();
    private final Map<Integer, Integer> channelFds = new HashMap<>();
    // readable while there are events: who waits for them may find the socket read empty by someone else
    private final int eventsFd = Eventfd.create();
    private final AtomicInteger waiters = new AtomicInteger();
    private volatile boolean dead;
    private volatile long lastLookNs;
    private boolean fatalTold;
    private boolean closed;

    /**
     * @param lookIntervalNs how long a look holds for {@link #checkSometimes()}
     */
    AttachLink(
        final AttachSocket socket, final UnsafeBuffer queueSegment, final NanoClock clock, final long lookIntervalNs) {
        this.socket = socket;
        this.queueSegment = queueSegment;
        this.clock = clock;
        this.lookIntervalNs = lookIntervalNs;
        this.lastLookNs = clock.nanoTime();
    }

    @Override
    public boolean isDead() {
        return dead;
    }

    @Override
    public boolean check() {
        if (dead) {
            return true;
        }
        lock.lock();
        try {
            look();
        } finally {
            lock.unlock();
        }
        return dead;
    }

    @Override
    public void checkSometimes() {
        if (clock.nanoTime() - lastLookNs >= lookIntervalNs && !dead && lock.tryLock()) {
            try {
                look();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The next asynchronous event, or null. */
    AttachAsyncEvent pollEvent() {
        lock.lock();
        try {
            if (!dead) {
                look();
            }
            final AttachAsyncEvent event = events.poll();
            if (events.isEmpty() && !closed) {
                Eventfd.drain(eventsFd);
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** The descriptor that came for a completion channel, now the caller's; {@link Fd#NONE} if none did. */
    int takeChannelFd(final int handle) {
        lock.lock();
        try {
            if (!dead) {
                look();
            }
            final Integer fd = channelFds.remove(handle);
            return fd == null ? Fd.NONE : fd;
        } finally {
            lock.unlock();
        }
    }

    /** Readable when the router said something, or is gone. */
    int fd() {
        return socket.fd();
    }

    /** Readable while there are events. */
    int eventsFd() {
        return eventsFd;
    }

    /** To be counted around every wait on the descriptors, which must not be closed meanwhile. */
    void beginWait() {
        waiters.incrementAndGet();
    }

    void endWait() {
        waiters.decrementAndGet();
    }

    int waiters() {
        return waiters.get();
    }

    /** Tells the router, by an end of file, that this process is done. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                dead = true;
                channelFds.values().forEach(Fd::close);
                channelFds.clear();
                socket.close();
                Fd.close(eventsFd);
            }
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        lastLookNs = clock.nanoTime();
        if (closed) {
            return;
        }
        try {
            AttachMessage message = socket.tryReceive();
            while (message != null) {
                take(message);
                message = socket.tryReceive();
            }
        } catch (final AttachException thrown) {
            die();
        }
        final int state = queueSegment.getIntVolatile(QueueSegmentDescriptor.DEVICE_STATE_OFFSET);
        if (socket.isEnded() || state == QueueSegmentDescriptor.DEVICE_FATAL) {
            die();
        }
    }

    private void take(final AttachMessage message) {
        if (message instanceof final AttachAsyncEvent event) {
            if (event.type() == AsyncEventType.DEVICE_FATAL) {
                die();
            } else {
                tell(event);
            }
        } else if (message instanceof final AttachCompletionChannel channel) {
            final Integer unclaimed = channelFds.put(channel.channelHandle(), socket.takeFd(0));
            if (unclaimed != null) {
                Fd.close(unclaimed);
            }
        }
    }

    private void die() {
        dead = true;
        if (!fatalTold) {
            fatalTold = true;
            tell(new AttachAsyncEvent(AsyncEventType.DEVICE_FATAL, 0));
        }
    }

    private void tell(final AttachAsyncEvent event) {
        events.add(event);
        Eventfd.signal(eventsFd);
    }
}
