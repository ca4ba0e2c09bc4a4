package io.weir.shm.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code eventfd(2)}: a counter to wait on.
 */
public final class Eventfd {
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;

    private static final MethodHandle EVENTFD = Libc.intFunction("eventfd", 2);
    private static final MethodHandle WRITE = Libc.longFunction("write", 3);
    private static final MethodHandle READ = Libc.longFunction("read", 3);
    private static final MemorySegment ONE = Arena.global().allocate(Long.BYTES, Long.BYTES);
    private static final long ONE_ADDRESS = ONE.address();
    private static final ThreadLocal<MemorySegment> COUNT =
        ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Long.BYTES, Long.BYTES));

    static {
        ONE.set(JAVA_LONG, 0, 1L);
    }

    private Eventfd() {
    }

    /** A new non-blocking counter at zero. */
    public static int create() {
        final MemorySegment state = Libc.callState();
        try {
            final int fd = (int) EVENTFD.invokeExact(state, 0L, (long) (EFD_CLOEXEC | EFD_NONBLOCK));
            return LinuxException.check(Libc.resultOrErrno(fd, state), "eventfd", "");
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Adds one, which wakes whoever waits.
     *
     * @return 0, or a negative error number ({@code -EAGAIN}: the counter is full, so whoever waits is awake anyhow)
     */
    public static int signal(final int fd) {
        final MemorySegment state = Libc.callState();
        try {
            final long result = (long) WRITE.invokeExact(state, (long) fd, ONE_ADDRESS, (long) Long.BYTES);
            return result >= 0 ? 0 : -Libc.errno(state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Takes the count and sets it to zero. Not for an eventfd that a hostile process shares: it can clear
     * {@code O_NONBLOCK} and so make this block.
     *
     * @return the count, or a negative error number ({@code -EAGAIN}: it was zero)
     */
    public static long drain(final int fd) {
        final MemorySegment state = Libc.callState();
        final MemorySegment count = COUNT.get();
        try {
            final long result = (long) READ.invokeExact(state, (long) fd, count.address(), (long) Long.BYTES);
            return result >= 0 ? count.get(JAVA_LONG, 0) : -Libc.errno(state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
