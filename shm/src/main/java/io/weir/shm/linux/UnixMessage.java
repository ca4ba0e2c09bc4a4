package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One message with descriptors, to send or to receive: {@code sendmsg(2)}, {@code recvmsg(2)} with {@code SCM_RIGHTS}
 * ({@code unix(7)}). Its buffers are made once; a call allocates nothing and never blocks.
 *
 * <pre>
 * struct msghdr    0      8           16    24       32        40            48      52
 *                  | name | namelen . | iov | iovlen | control | controllen  | flags |
 * struct cmsghdr   0     8       12     16
 *                  | len | level | type | descriptors ...
 * </pre>
 *
 * <p>After {@link #receive} the object owns the descriptors that came until {@link #takeFd} hands them out: the next
 * {@code receive}, {@link #closeFds} and {@link #close} close the rest.
 */
public final class UnixMessage implements AutoCloseable {
    /** {@code SCM_MAX_FD}: no message carries more descriptors. */
    public static final int MAX_FDS = 253;

    static final int MSGHDR_BYTES = 56;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    static final int MSG_CONTROLLEN = 40;
    static final int MSG_FLAGS = 48;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    static final int CMSG_DATA = 16;
    private static final int SCM_RIGHTS = 1;

    private static final MethodHandle SENDMSG = Libc.longFunction("sendmsg", 3);
    private static final MethodHandle RECVMSG = Libc.longFunction("recvmsg", 3);

    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final int controlBytes;
    private final long data;
    private final UnsafeBuffer buffer;
    private final long header;
    private final long vector;
    private final long control;
    private final int[] fds;
    private int fdCount;
    private boolean closed;

    /**
     * @param capacity the most bytes of a message
     * @param maxFds   the most descriptors with it
     */
    public UnixMessage(final int capacity, final int maxFds) {
        if (capacity <= 0 || maxFds < 0 || maxFds > MAX_FDS) {
            throw new IllegalArgumentException("capacity " + capacity + ", descriptors " + maxFds);
        }
        this.capacity = capacity;
        this.fds = new int[maxFds];
        // one descriptor's room too much, so that a message with more than allowed is seen to be one
        this.controlBytes = CMSG_DATA + align((maxFds + 1) * Integer.BYTES);
        this.data = arena.allocate(capacity, Long.BYTES).address();
        this.header = arena.allocate(MSGHDR_BYTES, Long.BYTES).address();
        this.vector = arena.allocate(2L * Long.BYTES, Long.BYTES).address();
        this.control = arena.allocate(controlBytes, Long.BYTES).address();
        this.buffer = new UnsafeBuffer(data, capacity);
        UnsafeApi.putLong(vector, data);
        UnsafeApi.putLong(header + MSG_IOV, vector);
        UnsafeApi.putLong(header + MSG_IOVLEN, 1);
        UnsafeApi.putLong(header + MSG_CONTROL, control);
    }

    /** The bytes of the message. Not to be used after {@link #close}. */
    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /**
     * Sends the first {@code length} bytes of {@link #buffer()} and copies of the first {@code count} descriptors.
     *
     * @return {@code length}, or a negative error number ({@code -EAGAIN}: no room; {@code -EPIPE}: nobody there)
     */
    public int send(final int socket, final int length, final int[] descriptors, final int count) {
        if (length <= 0 || length > capacity || count < 0 || count > fds.length) {
            return -Libc.EMSGSIZE;
        }
        int controlLength = 0;
        if (count > 0) {
            UnsafeApi.putLong(control, CMSG_DATA + (long) count * Integer.BYTES);
            UnsafeApi.putInt(control + CMSG_LEVEL, Sockets.SOL_SOCKET);
            UnsafeApi.putInt(control + CMSG_TYPE, SCM_RIGHTS);
            for (int i = 0; i < count; i++) {
                UnsafeApi.putInt(control + CMSG_DATA + (long) i * Integer.BYTES, descriptors[i]);
            }
            controlLength = CMSG_DATA + align(count * Integer.BYTES);
        }
        prepare(length, controlLength);
        final MemorySegment state = Libc.callState();
        try {
            final long flags = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;
            return (int) Libc.resultOrErrno((long) SENDMSG.invokeExact(state, (long) socket, header, flags), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Receives one message. Its descriptors are closed on exec.
     *
     * @return the bytes in {@link #buffer()}; 0 when the other side is gone; or a negative error number: {@code
     *         -EAGAIN} there is none; {@code -EMSGSIZE} it was longer than the buffer, or had more descriptors than are
     *         allowed, or descriptors were lost because this process has too many (all that came have been closed)
     */
    public int receive(final int socket) {
        closeFds();
        prepare(capacity, controlBytes);
        final int result = receiveMessage(socket);
        if (result < 0) {
            return result;
        }
        final boolean fits = takeDescriptors();
        final int flags = UnsafeApi.getInt(header + MSG_FLAGS);
        if (!fits || (flags & (Sockets.MSG_TRUNC | Sockets.MSG_CTRUNC)) != 0) {
            closeFds();
            return -Libc.EMSGSIZE;
        }
        if (result == 0) {
            closeFds();
        }
        return result;
    }

    /** The number of descriptors that came with the last message. */
    public int fdCount() {
        return fdCount;
    }

    /** Hands a descriptor of the last message over to the caller; {@link Fd#NONE} if it was taken before. */
    public int takeFd(final int index) {
        if (index < 0 || index >= fdCount) {
            throw new IndexOutOfBoundsException("descriptor " + index + " of " + fdCount);
        }
        final int fd = fds[index];
        fds[index] = Fd.NONE;
        return fd;
    }

    /** Closes the descriptors of the last message that nobody took. */
    public void closeFds() {
        for (int i = 0; i < fdCount; i++) {
            Fd.close(fds[i]);
        }
        fdCount = 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeFds();
            arena.close();
        }
    }

    private void prepare(final int length, final int controlLength) {
        UnsafeApi.putLong(vector + Long.BYTES, length);
        UnsafeApi.putLong(header + MSG_CONTROL, controlLength == 0 ? 0 : control);
        UnsafeApi.putLong(header + MSG_CONTROLLEN, controlLength);
        UnsafeApi.putInt(header + MSG_FLAGS, 0);
    }

    private boolean takeDescriptors() {
        final long end = control + UnsafeApi.getLong(header + MSG_CONTROLLEN);
        boolean fits = true;
        long message = control;
        while (end - message >= CMSG_DATA) {
            final long messageLength = UnsafeApi.getLong(message);
            if (messageLength < CMSG_DATA || messageLength > end - message) {
                break;
            }
            if (UnsafeApi.getInt(message + CMSG_LEVEL) == Sockets.SOL_SOCKET
                && UnsafeApi.getInt(message + CMSG_TYPE) == SCM_RIGHTS) {
                final long dataEnd = message + messageLength;
                for (long at = message + CMSG_DATA; at + Integer.BYTES <= dataEnd; at += Integer.BYTES) {
                    fits &= keep(UnsafeApi.getInt(at));
                }
            }
            message += align((int) messageLength);
        }
        return fits;
    }

    private boolean keep(final int fd) {
        if (fdCount == fds.length) {
            Fd.close(fd);
            return false;
        }
        fds[fdCount++] = fd;
        return true;
    }

    private int receiveMessage(final int socket) {
        final MemorySegment state = Libc.callState();
        try {
            final long flags = Sockets.MSG_DONTWAIT | Sockets.MSG_CMSG_CLOEXEC;
            return (int) Libc.resultOrErrno((long) RECVMSG.invokeExact(state, (long) socket, header, flags), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static int align(final int length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }
}
