package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/**
 * Waiting for many descriptors: {@code epoll(7)}. Waiting and reading what came allocate nothing.
 */
public final class Epoll implements AutoCloseable {
    /** {@code EPOLLIN}: there is something to read. */
    public static final int IN = 0x001;
    /** {@code EPOLLOUT}: there is room to write. */
    public static final int OUT = 0x004;
    /** {@code EPOLLERR}: an error; always reported. */
    public static final int ERR = 0x008;
    /** {@code EPOLLHUP}: hung up; always reported. */
    public static final int HUP = 0x010;
    /** {@code EPOLLRDHUP}: the other side shut down its writing. */
    public static final int RDHUP = 0x2000;
    /** {@code EPOLLET}: report changes, not states. */
    public static final int EDGE_TRIGGERED = 1 << 31;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    // struct epoll_event is packed on x86-64 alone: { uint32_t events; uint64_t data; }
    static final int DATA_OFFSET = Libc.AARCH64 ? 8 : 4;
    static final int EVENT_BYTES = Libc.AARCH64 ? 16 : 12;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private static final MethodHandle EPOLL_CREATE1 = Libc.intFunction("epoll_create1", 1);
    private static final MethodHandle EPOLL_CTL = Libc.intFunction("epoll_ctl", 4);
    private static final MethodHandle EPOLL_WAIT = Libc.intFunction("epoll_wait", 4);
    // null with a C library that lacks it; a kernel before 5.11 answers ENOSYS
    private static final MethodHandle EPOLL_PWAIT2 = Libc.optionalIntFunction("epoll_pwait2", 5);

    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final long events;
    private final long timespec;
    private final long oneEvent;
    private int fd;
    private boolean nanoseconds = EPOLL_PWAIT2 != null;

    /**
     * @param capacity the number of events that one wait may return
     */
    public Epoll(final int capacity) {
        this.capacity = capacity;
        this.events = arena.allocate((long) capacity * EVENT_BYTES, Long.BYTES).address();
        this.timespec = arena.allocate(2L * Long.BYTES, Long.BYTES).address();
        this.oneEvent = arena.allocate(EVENT_BYTES, Long.BYTES).address();
        final MemorySegment state = Libc.callState();
        try {
            fd = Libc.resultOrErrno((int) EPOLL_CREATE1.invokeExact(state, (long) EPOLL_CLOEXEC), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
        if (fd < 0) {
            arena.close();
            throw new LinuxException(-fd, "epoll_create1", "");
        }
    }

    /** The epoll instance's own descriptor, which another epoll can wait on. */
    public int fd() {
        return fd;
    }

    /**
     * Watches a descriptor.
     *
     * @param interest {@link #IN} and so on
     * @param data     what {@link #data} answers when it is ready
     */
    public void add(final int watched, final int interest, final long data) {
        LinuxException.check(control(CTL_ADD, watched, interest, data), "epoll_ctl add", Fd.describe(watched));
    }

    /** Changes what a watched descriptor is watched for. */
    public void modify(final int watched, final int interest, final long data) {
        LinuxException.check(control(CTL_MOD, watched, interest, data), "epoll_ctl modify", Fd.describe(watched));
    }

    /**
     * Stops watching a descriptor; to be called before it is closed, as a duplicate elsewhere keeps the registration
     * alive.
     *
     * @return 0, or a negative error number ({@code -ENOENT}: it was not watched)
     */
    public int remove(final int watched) {
        return control(CTL_DEL, watched, 0, 0);
    }

    /**
     * Waits until something is ready.
     *
     * @param timeoutNs the longest to wait; 0 to look only, negative to wait for ever. Rounded up to milliseconds on a
     *                  kernel older than 5.11.
     * @return the number of events, 0 when the time is over or a signal came, or a negative error number
     */
    public int await(final long timeoutNs) {
        final int ready = nanoseconds ? awaitNanoseconds(timeoutNs) : awaitMilliseconds(timeoutNs);
        return ready == -Libc.EINTR ? 0 : ready;
    }

    /** The {@code data} of an event of the last {@link #await}. */
    public long data(final int index) {
        return UnsafeApi.getLongUnaligned(null, events + (long) index * EVENT_BYTES + DATA_OFFSET);
    }

    /** The bits of an event of the last {@link #await}. */
    public int events(final int index) {
        return UnsafeApi.getInt(events + (long) index * EVENT_BYTES);
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Fd.close(fd);
            fd = Fd.NONE;
            arena.close();
        }
    }

    private int awaitNanoseconds(final long timeoutNs) {
        final MemorySegment state = Libc.callState();
        final long timeout = timeoutNs < 0 ? 0L : timespec;
        if (timeoutNs >= 0) {
            UnsafeApi.putLong(timespec, timeoutNs / NANOS_PER_SECOND);
            UnsafeApi.putLong(timespec + Long.BYTES, timeoutNs % NANOS_PER_SECOND);
        }
        final int result;
        try {
            result = Libc.resultOrErrno(
                (int) EPOLL_PWAIT2.invokeExact(state, (long) fd, events, (long) capacity, timeout, 0L), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
        if (result == -Libc.ENOSYS) {
            nanoseconds = false;
            return awaitMilliseconds(timeoutNs);
        }
        return result;
    }

    int awaitMilliseconds(final long timeoutNs) {
        final MemorySegment state = Libc.callState();
        final long millis = Math.min(Integer.MAX_VALUE, Math.ceilDiv(timeoutNs, NANOS_PER_MILLI));
        final long timeout = timeoutNs < 0 ? -1L : millis;
        try {
            return Libc.resultOrErrno(
                (int) EPOLL_WAIT.invokeExact(state, (long) fd, events, (long) capacity, timeout), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private int control(final int operation, final int watched, final int interest, final long data) {
        final MemorySegment state = Libc.callState();
        UnsafeApi.putInt(oneEvent, interest);
        UnsafeApi.putLongUnaligned(null, oneEvent + DATA_OFFSET, data);
        try {
            return Libc.resultOrErrno(
                (int) EPOLL_CTL.invokeExact(state, (long) fd, (long) operation, (long) watched, oneEvent), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
