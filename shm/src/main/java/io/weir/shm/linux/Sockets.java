package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/**
 * What Unix and UDP sockets have in common: {@code socket(2)}, {@code bind(2)}, {@code connect(2)}, {@code
 * setsockopt(2)}.
 */
final class Sockets {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOL_SOCKET = 1;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_CTRUNC = 0x08;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private static final MethodHandle SOCKET = Libc.intFunction("socket", 3);
    private static final MethodHandle BIND = Libc.intFunction("bind", 3);
    private static final MethodHandle CONNECT = Libc.intFunction("connect", 3);

    private Sockets() {
    }

    static int open(final int family, final int type) {
        final MemorySegment state = Libc.callState();
        try {
            final long flags = type | SOCK_CLOEXEC | SOCK_NONBLOCK;
            final int fd = Libc.resultOrErrno((int) SOCKET.invokeExact(state, (long) family, flags, 0L), state);
            return LinuxException.check(fd, "socket", "");
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    static int bind(final int fd, final long address, final int length) {
        final MemorySegment state = Libc.callState();
        try {
            return Libc.resultOrErrno((int) BIND.invokeExact(state, (long) fd, address, (long) length), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    static int connect(final int fd, final long address, final int length) {
        final MemorySegment state = Libc.callState();
        try {
            return Libc.resultOrErrno((int) CONNECT.invokeExact(state, (long) fd, address, (long) length), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Sets an option that is an {@code int}; 0 or a negative error number. */
    static int setOption(final int fd, final int level, final int option, final int value) {
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            final long integer = arena.allocate(Integer.BYTES, Integer.BYTES).address();
            UnsafeApi.putInt(integer, value);
            return Libc.resultOrErrno(
                (int) SetOption.HANDLE.invokeExact(
                    state, (long) fd, (long) level, (long) option, integer, (long) Integer.BYTES), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Reads an option that is {@code count} {@code int}s; 0 or a negative error number. */
    static int getOption(final int fd, final int level, final int option, final int[] values) {
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            final int bytes = values.length * Integer.BYTES;
            final long integers = arena.allocate(bytes, Integer.BYTES).address();
            final long length = arena.allocate(Integer.BYTES, Integer.BYTES).address();
            UnsafeApi.putInt(length, bytes);
            final int result = Libc.resultOrErrno(
                (int) GetOption.HANDLE.invokeExact(
                    state, (long) fd, (long) level, (long) option, integers, length), state);
            for (int i = 0; i < values.length; i++) {
                values[i] = UnsafeApi.getInt(integers + (long) i * Integer.BYTES);
            }
            return result;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Reads an option that is an {@code int}. */
    static int option(final int fd, final int level, final int option, final String name) {
        final int[] value = new int[1];
        LinuxException.check(getOption(fd, level, option, value), "getsockopt " + name, Fd.describe(fd));
        return value[0];
    }

    private static final class SetOption {
        static final MethodHandle HANDLE = Libc.intFunction("setsockopt", 5);

        private SetOption() {
        }
    }

    private static final class GetOption {
        static final MethodHandle HANDLE = Libc.intFunction("getsockopt", 5);

        private GetOption() {
        }
    }
}
