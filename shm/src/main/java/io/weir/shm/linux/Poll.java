package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/**
 * Waiting for a few descriptors: {@code ppoll(2)}. Waiting allocates nothing.
 *
 * <pre>
 * struct pollfd    0        4         6         8
 *                  | fd     | events  | revents |
 * </pre>
 */
public final class Poll implements AutoCloseable {
    /** {@code POLLIN}: there is something to read, or the other side is gone. */
    public static final int IN = 0x001;
    /** {@code POLLOUT}: there is room to write. */
    public static final int OUT = 0x004;
    /** {@code POLLERR}: an error; always reported. */
    public static final int ERR = 0x008;
    /** {@code POLLHUP}: hung up; always reported. */
    public static final int HUP = 0x010;
    /** {@code POLLNVAL}: not an open descriptor; always reported. */
    public static final int INVALID = 0x020;

    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final int ENTRY_BYTES = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final MethodHandle PPOLL = Libc.intFunction("ppoll", 4);

    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final long entries;
    private final long timespec;
    private boolean closed;

    /** Room for this many descriptors, none set. */
    public Poll(final int capacity) {
        this.capacity = capacity;
        this.entries = arena.allocate((long) capacity * ENTRY_BYTES, Long.BYTES).address();
        this.timespec = arena.allocate(2L * Long.BYTES, Long.BYTES).address();
        for (int i = 0; i < capacity; i++) {
            set(i, Fd.NONE, 0);
        }
    }

    /** Waits for one descriptor; as {@link #await(long)} otherwise. For control paths: it allocates. */
    public static int await(final int fd, final int interest, final long timeoutNs) {
        try (Poll poll = new Poll(1)) {
            poll.set(0, fd, interest);
            return poll.await(timeoutNs);
        }
    }

    /** Watches {@code fd} at {@code index}; a negative one is passed over by the kernel. */
    public void set(final int index, final int fd, final int interest) {
        final long entry = entry(index);
        UnsafeApi.putInt(entry, fd);
        UnsafeApi.putShort(entry + EVENTS, (short) interest);
        UnsafeApi.putShort(entry + REVENTS, (short) 0);
    }

    /**
     * Waits until one of the descriptors is ready.
     *
     * @param timeoutNs the longest to wait; 0 to look only, negative to wait for ever
     * @return the number of descriptors with a result, 0 when the time is over or a signal came, or a negative error
     *         number
     */
    public int await(final long timeoutNs) {
        final MemorySegment state = Libc.callState();
        if (timeoutNs >= 0) {
            UnsafeApi.putLong(timespec, timeoutNs / NANOS_PER_SECOND);
            UnsafeApi.putLong(timespec + Long.BYTES, timeoutNs % NANOS_PER_SECOND);
        }
        final long timeout = timeoutNs < 0 ? 0L : timespec;
        final int result;
        try {
            result = Libc.resultOrErrno(
                (int) PPOLL.invokeExact(state, entries, (long) capacity, timeout, 0L), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
        return result == -Libc.EINTR ? 0 : result;
    }

    /** What the last wait found for the descriptor at {@code index}: 0 or bits as {@link #IN}. */
    public int result(final int index) {
        return UnsafeApi.getShort(entry(index) + REVENTS);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }

    private long entry(final int index) {
        if (index < 0 || index >= capacity) {
            throw new IndexOutOfBoundsException("index " + index + " of " + capacity);
        }
        return entries + (long) index * ENTRY_BYTES;
    }
}
