package io.weir.shm.attach;

import io.weir.shm.linux.Fd;
import io.weir.shm.linux.PeerCredentials;
import io.weir.shm.linux.Poll;
import io.weir.shm.linux.UnixMessage;
import io.weir.shm.linux.UnixSocket;
import java.nio.file.Path;

/**
 * One end of the attach socket, for either side: messages with their descriptors. One thread at a time; but
 * {@link #tryReceive} allocates nothing when nothing is there, so it may be asked from a polling loop.
 */
public final class AttachSocket implements AutoCloseable {
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;
    private static final int EMSGSIZE = 90;
    private static final int ECONNRESET = 104;
    private static final int ETIMEDOUT = 110;
    private static final int[] NO_FDS = {};

    private final UnixMessage in = new UnixMessage(AttachLayout.MAX_LENGTH, AttachLayout.MAX_FDS);
    private final UnixMessage out = new UnixMessage(AttachLayout.MAX_LENGTH, AttachLayout.MAX_FDS);
    private int fd;
    private boolean ended;

    /** Takes over a connected descriptor, as {@link UnixSocket#accept} returns it. */
    public AttachSocket(final int fd) {
        this.fd = fd;
    }

    /**
     * Connects to the router that listens at {@code path}.
     *
     * @throws io.weir.shm.linux.LinuxException if nobody does, or the process may not
     */
    public static AttachSocket connect(final Path path) {
        return new AttachSocket(UnixSocket.connect(path));
    }

    /** The socket's descriptor, for waiting; it stays this object's. */
    public int fd() {
        return fd;
    }

    /** Who is at the other end. */
    public PeerCredentials peerCredentials() {
        return UnixSocket.peerCredentials(fd);
    }

    /** Whether the other side is known to be gone, or this side closed. */
    public boolean isEnded() {
        return ended;
    }

    /**
     * Sends a message if there is room. The descriptors stay the caller's.
     *
     * @param fds as many as {@link AttachMessage#fdCount} says
     * @return 0, or a negative error number ({@code -EAGAIN}: no room, as the other side does not read;
     *         {@code -EPIPE}: it is gone)
     */
    public int trySend(final AttachMessage message, final int... fds) {
        if (fds.length != message.fdCount()) {
            throw new IllegalArgumentException(message.getClass().getSimpleName()
                + " goes with " + message.fdCount() + " descriptors, not " + fds.length);
        }
        if (ended) {
            return -EPIPE;
        }
        final int length = message.encode(out.buffer());
        final int result = out.send(fd, length, fds.length == 0 ? NO_FDS : fds, fds.length);
        ended |= result == -EPIPE || result == -ECONNRESET;
        return Math.min(result, 0);
    }

    /**
     * Sends a message, waiting for room.
     *
     * @throws AttachException if there was none in time, or the other side is gone
     */
    public void send(final AttachMessage message, final long timeoutNs, final int... fds) throws AttachException {
        final long deadline = System.nanoTime() + timeoutNs;
        int result = trySend(message, fds);
        while (result == -EAGAIN) {
            await(Poll.OUT, deadline, "the other side of the attach socket does not read");
            result = trySend(message, fds);
        }
        if (result == -EPIPE || result == -ECONNRESET) {
            throw gone();
        }
        if (result < 0) {
            throw AttachFields.failed(-result, "send on the attach socket");
        }
    }

    /**
     * Receives a message if there is one. Its descriptors are this object's until {@link #takeFd}; the next receive
     * closes those that nobody took.
     *
     * @return the message; null if there is none, or if the other side is gone ({@link #isEnded} tells)
     * @throws AttachException if what came is not a message of this protocol; its descriptors have been closed
     */
    public AttachMessage tryReceive() throws AttachException {
        if (ended) {
            return null;
        }
        final int result = in.receive(fd);
        if (result == -EAGAIN) {
            return null;
        }
        if (result == 0 || result == -ECONNRESET) {
            ended = true;
            return null;
        }
        if (result == -EMSGSIZE) {
            throw AttachFields.malformed("attach message too long or with too many descriptors");
        }
        if (result < 0) {
            throw AttachFields.failed(-result, "receive on the attach socket");
        }
        return decode(result);
    }

    /**
     * Receives a message, waiting for it.
     *
     * @throws AttachException if none came in time, the other side is gone, or what came is not a message of this
     *         protocol
     */
    public AttachMessage receive(final long timeoutNs) throws AttachException {
        final long deadline = System.nanoTime() + timeoutNs;
        AttachMessage message = tryReceive();
        while (message == null) {
            if (ended) {
                throw gone();
            }
            await(Poll.IN, deadline, "the other side of the attach socket does not answer");
            message = tryReceive();
        }
        return message;
    }

    /** Hands a descriptor of the last message over to the caller, who closes it. */
    public int takeFd(final int index) {
        return in.takeFd(index);
    }

    /** Closes the socket, which the other side sees, and descriptors that nobody took. */
    @Override
    public void close() {
        if (fd >= 0) {
            Fd.close(fd);
            fd = Fd.NONE;
            ended = true;
            in.close();
            out.close();
        }
    }

    private AttachMessage decode(final int length) throws AttachException {
        boolean decoded = false;
        try {
            final AttachMessage message = AttachMessage.decode(in.buffer(), length);
            if (message.fdCount() != in.fdCount()) {
                throw AttachFields.malformed(
                    "attach message with " + in.fdCount() + " descriptors, not " + message.fdCount());
            }
            decoded = true;
            return message;
        } finally {
            if (!decoded) {
                in.closeFds();
            }
        }
    }

    private void await(final int interest, final long deadline, final String otherwise) throws AttachException {
        final long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new AttachException(ETIMEDOUT, otherwise);
        }
        final int result = Poll.await(fd, interest, left);
        if (result < 0) {
            throw AttachFields.failed(-result, "poll the attach socket");
        }
    }

    private static AttachException gone() {
        return new AttachException(ECONNRESET, "the other side closed the attach socket");
    }
}
