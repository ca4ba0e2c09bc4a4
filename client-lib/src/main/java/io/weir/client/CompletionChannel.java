package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.shm.linux.Fd;
import io.weir.shm.linux.Poll;
import io.weir.shm.linux.UnixSocket;
import io.weir.verbs.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * A completion channel ({@code ibv_comp_channel}): where armed completion queues announce themselves. Events need no
 * acknowledgement. Any thread; one waits at a time, others take their turn.
 */
public final class CompletionChannel extends Handle {
    private static final int EVENT_BYTES = Integer.BYTES;
    private static final int EAGAIN = Errno.EAGAIN;

    private final int fd;
    private final AttachLink link;
    private final NanoClock clock;
    private final IdleStrategy injected;
    private final ReentrantLock turn = new ReentrantLock();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment event = arena.allocate(EVENT_BYTES, EVENT_BYTES);
    private final Poll poll = new Poll(2);

    /** Takes the descriptor over. */
    CompletionChannel(final Session session, final int handle, final int fd) {
        super(session, ObjectKind.CHANNEL, handle);
        this.fd = fd;
        this.link = session.link();
        this.clock = session.options().clock();
        this.injected = session.options().idleStrategy();
    }

    /**
     * Waits for an event ({@code ibv_get_cq_event}).
     *
     * @param timeoutNs the longest to wait; 0 to look only, negative for ever
     * @return the completion queue that was armed and has a completion, or null when the time is over
     * @throws VerbsException ENODEV when the router is gone, EINVAL if this was closed
     */
    public CompletionQueue getCqEvent(final long timeoutNs) {
        final long startNs = clock.nanoTime();
        turn.lock();
        try {
            CompletionQueue cq = take();
            while (cq == null) {
                final long leftNs = timeoutNs < 0 ? -1 : Math.max(0, timeoutNs - (clock.nanoTime() - startNs));
                if (link.check()) {
                    throw new VerbsException(Errno.ENODEV, "get event of " + this, "the router is gone");
                }
                if (leftNs == 0) {
                    return null;
                }
                pause(leftNs);
                cq = take();
            }
            return cq;
        } finally {
            turn.unlock();
        }
    }

    /**
     * A descriptor that is readable while there are events, for a selector of the application's; it stays this
     * object's.
     */
    public int fd() {
        return fd;
    }

    @Override
    String noun() {
        return "completion channel";
    }

    @Override
    String name() {
        return Integer.toString(number());
    }

    /** A wait for one completion queue may not swallow the events of others. */
    void checkServesOnly(final CompletionQueue cq) {
        session.lock.lock();
        try {
            if (userCount() > 1) {
                throw new VerbsException(Errno.EINVAL, "wait on " + cq,
                    this + " serves " + userCount() + " completion queues: use getCqEvent");
            }
        } finally {
            session.lock.unlock();
        }
    }

    @Override
    void checkIdle() {
        if (!turn.tryLock()) {
            throw new VerbsException(Errno.EBUSY, "close " + this, "a thread waits for its events");
        }
    }

    @Override
    void settle() {
        turn.unlock();
    }

    @Override
    void release() {
        Fd.close(fd);
        poll.close();
        arena.close();
    }

    /** The next event's completion queue; null if there is none. Events of queues that were closed are passed over. */
    private CompletionQueue take() {
        if (isClosed()) {
            throw new VerbsException(Errno.EINVAL, "get event of " + this, "it is closed");
        }
        int length = UnixSocket.tryReceive(fd, event.address(), EVENT_BYTES);
        while (length == EVENT_BYTES) {
            final Handle cq = session.find(ObjectKind.CQ, event.get(ValueLayout.JAVA_INT, 0));
            if (cq != null) {
                return (CompletionQueue) cq;
            }
            length = UnixSocket.tryReceive(fd, event.address(), EVENT_BYTES);
        }
        if (length == 0) {
            // a dying router's descriptors are closed one by one: this one may be before the attach socket
            throw new VerbsException(Errno.ENODEV, "get event of " + this, "the router is gone");
        }
        if (length != -EAGAIN && !link.check()) {
            throw new VerbsException(
                Errno.EPROTO, "get event of " + this, "the router sent what is no event: " + length);
        }
        return null;
    }

    private void pause(final long leftNs) {
        if (injected != null) {
            injected.idle();
        } else {
            poll.set(0, fd, Poll.IN);
            poll.set(1, link.fd(), Poll.IN);
            poll.await(leftNs);
        }
    }
}
