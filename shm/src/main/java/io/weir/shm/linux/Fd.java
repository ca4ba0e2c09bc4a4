package io.weir.shm.linux;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * File descriptors as such: {@code close(2)}, {@code fcntl(2)}.
 */
public final class Fd {
    /** No descriptor. */
    public static final int NONE = -1;

    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_GETFD = 1;
    private static final int O_NONBLOCK = 0x800;

    private static final MethodHandle CLOSE = Libc.intFunction("close", 1);

    private Fd() {
    }

    /**
     * Closes a descriptor; a negative one is passed over. As Linux frees the number even if the call reports an error,
     * there is nothing that a caller could do about one.
     */
    public static void close(final int fd) {
        if (fd >= 0) {
            try {
                final int ignored = (int) CLOSE.invokeExact(Libc.callState(), (long) fd);
            } catch (final Throwable thrown) {
                throw Libc.unexpected(thrown);
            }
        }
    }

    /** A second descriptor for the same open file, closed on exec. */
    public static int dup(final int fd) {
        return LinuxException.check(fcntl(fd, F_DUPFD_CLOEXEC, 0), "fcntl F_DUPFD_CLOEXEC", describe(fd));
    }

    /** Sets or clears {@code O_NONBLOCK}, which belongs to the open file: all who hold a descriptor of it share it. */
    public static void setNonBlocking(final int fd, final boolean nonBlocking) {
        final int flags = LinuxException.check(fcntl(fd, F_GETFL, 0), "fcntl F_GETFL", describe(fd));
        final int wanted = nonBlocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        LinuxException.check(fcntl(fd, F_SETFL, wanted), "fcntl F_SETFL", describe(fd));
    }

    /** Whether the number is an open descriptor of this process. */
    public static boolean isOpen(final int fd) {
        return fcntl(fd, F_GETFD, 0) >= 0;
    }

    static int fcntl(final int fd, final int command, final long argument) {
        final MemorySegment state = Libc.callState();
        try {
            return Libc.resultOrErrno(
                (int) Fcntl.HANDLE.invokeExact(state, (long) fd, (long) command, argument), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    static String describe(final int fd) {
        return "descriptor " + fd;
    }

    private static final class Fcntl {
        static final MethodHandle HANDLE = Libc.variadicFunction("fcntl", 2, 3);

        private Fcntl() {
        }
    }
}
