package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.agrona.UnsafeApi;

/**
 * Unix sockets that keep message boundaries: {@code SOCK_SEQPACKET} of {@code unix(7)}. All are non-blocking and closed
 * on exec; who wants to wait uses {@link Poll} or {@link Epoll}. Messages with descriptors: {@link UnixMessage}.
 */
public final class UnixSocket {
    private static final int SO_PEERCRED = 17;
    private static final int SO_PEERPIDFD = 77;
    private static final int SO_PASSRIGHTS = 83;
    private static final int SHUT_RDWR = 2;

    private static final MethodHandle SEND = Libc.longFunction("send", 4);
    private static final MethodHandle RECV = Libc.longFunction("recv", 4);

    private UnixSocket() {
    }

    /**
     * A socket that listens at {@code path}, which must not exist yet. Who may connect is a matter of the directory's
     * permissions and the socket's own.
     *
     * <p>Whoever connects can pass no descriptors to this side, where the kernel can refuse them (Linux 6.16):
     * receiving one is a way to be stalled, as closing it can block (a socket that lingers, a file of a dead file
     * server).
     */
    public static int listen(final Path path, final int backlog) {
        final int fd = Sockets.open(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET);
        try (UnixAddress address = new UnixAddress(path, "bind")) {
            // sockets that are accepted inherit it; an older kernel answers ENOPROTOOPT
            Sockets.setOption(fd, Sockets.SOL_SOCKET, SO_PASSRIGHTS, 0);
            LinuxException.check(Sockets.bind(fd, address.address(), address.length()), "bind", path.toString());
            LinuxException.check(Listening.listen(fd, backlog), "listen", path.toString());
            return fd;
        } catch (final LinuxException thrown) {
            Fd.close(fd);
            throw thrown;
        }
    }

    /**
     * Takes the next connection.
     *
     * @return its descriptor, or a negative error number ({@code -EAGAIN}: there is none)
     */
    public static int accept(final int listening) {
        final MemorySegment state = Libc.callState();
        try {
            final long flags = Sockets.SOCK_CLOEXEC | Sockets.SOCK_NONBLOCK;
            return Libc.resultOrErrno(
                (int) Listening.ACCEPT4.invokeExact(state, (long) listening, 0L, 0L, flags), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** A socket connected to the one that listens at {@code path}. Fails with {@code EAGAIN} if its backlog is full. */
    public static int connect(final Path path) {
        final int fd = Sockets.open(Sockets.AF_UNIX, Sockets.SOCK_SEQPACKET);
        try (UnixAddress address = new UnixAddress(path, "connect")) {
            LinuxException.check(Sockets.connect(fd, address.address(), address.length()), "connect", path.toString());
            return fd;
        } catch (final LinuxException thrown) {
            Fd.close(fd);
            throw thrown;
        }
    }

    /** Two sockets connected to each other ({@code socketpair(2)}). */
    public static int[] pair() {
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            final long ends = arena.allocate(2L * Integer.BYTES, Integer.BYTES).address();
            final long type = Sockets.SOCK_SEQPACKET | Sockets.SOCK_CLOEXEC | Sockets.SOCK_NONBLOCK;
            LinuxException.check(
                Libc.resultOrErrno(
                    (int) Pair.HANDLE.invokeExact(state, (long) Sockets.AF_UNIX, type, 0L, ends), state),
                "socketpair", "");
            return new int[]{UnsafeApi.getInt(ends), UnsafeApi.getInt(ends + Integer.BYTES)};
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Sends one message if there is room. Does not block whatever the other side did to the socket, raises no
     * {@code SIGPIPE}, allocates nothing.
     *
     * @return the bytes sent, or a negative error number ({@code -EAGAIN}: no room; {@code -EPIPE}: nobody there)
     */
    public static int trySend(final int fd, final long address, final int length) {
        final MemorySegment state = Libc.callState();
        try {
            final long flags = Sockets.MSG_DONTWAIT | Sockets.MSG_NOSIGNAL;
            return (int) Libc.resultOrErrno(
                (long) SEND.invokeExact(state, (long) fd, address, (long) length, flags), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Receives one message if there is one; what does not fit is lost, and so are descriptors that came with it.
     * Allocates nothing.
     *
     * @return the bytes received, 0 when the other side is gone, or a negative error number ({@code -EAGAIN}: nothing
     *         there)
     */
    public static int tryReceive(final int fd, final long address, final int length) {
        final MemorySegment state = Libc.callState();
        try {
            return (int) Libc.resultOrErrno(
                (long) RECV.invokeExact(state, (long) fd, address, (long) length, (long) Sockets.MSG_DONTWAIT), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Ends both directions, for every holder of the socket; the other side reads an end of file. Never fails visibly.
     */
    public static void shutdown(final int fd) {
        try {
            final int ignored = (int) Shutdown.HANDLE.invokeExact(Libc.callState(), (long) fd, (long) SHUT_RDWR);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Who connected, or (on the connecting side) who listened. */
    public static PeerCredentials peerCredentials(final int fd) {
        final int[] credentials = new int[3];
        LinuxException.check(
            Sockets.getOption(fd, Sockets.SOL_SOCKET, SO_PEERCRED, credentials),
            "getsockopt SO_PEERCRED", Fd.describe(fd));
        return new PeerCredentials(credentials[0], credentials[1], credentials[2]);
    }

    /**
     * A descriptor of the process that connected, which becomes readable when that process has died, and which names it
     * across pid namespaces.
     *
     * @return the descriptor, which the caller closes; or a negative error number: {@code -ENOPROTOOPT} on a kernel
     *         before 6.5, {@code -ESRCH} or {@code -EINVAL} if the process is gone already
     */
    public static int peerPidfd(final int fd) {
        final int[] pidfd = new int[1];
        final int result = Sockets.getOption(fd, Sockets.SOL_SOCKET, SO_PEERPIDFD, pidfd);
        return result < 0 ? result : pidfd[0];
    }

    private static final class Listening {
        static final MethodHandle ACCEPT4 = Libc.intFunction("accept4", 4);
        private static final MethodHandle LISTEN = Libc.intFunction("listen", 2);

        private Listening() {
        }

        static int listen(final int fd, final int backlog) {
            final MemorySegment state = Libc.callState();
            try {
                return Libc.resultOrErrno((int) LISTEN.invokeExact(state, (long) fd, (long) backlog), state);
            } catch (final Throwable thrown) {
                throw Libc.unexpected(thrown);
            }
        }
    }

    private static final class Pair {
        static final MethodHandle HANDLE = Libc.intFunction("socketpair", 4);

        private Pair() {
        }
    }

    private static final class Shutdown {
        static final MethodHandle HANDLE = Libc.intFunction("shutdown", 2);

        private Shutdown() {
        }
    }
}
