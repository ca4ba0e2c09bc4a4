package io.weir.client;

import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.Mmap;
import io.weir.verbs.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory that the router can reach, to be registered whole or in parts, as often as needed. Zeros at first; pages are
 * taken when they are first touched or registered (some 0.8 ms per MiB) and given back to the system when it is closed.
 * Any thread.
 */
public final class SharedMemory extends Handle {
    private static final long LOOK_BYTES = 64 << 20;
    private static final long WORTH_A_LOOK = 256 << 10;

    private final Arena arena;
    private final MemorySegment segment;

    private SharedMemory(final Session session, final Arena arena, final MemorySegment segment) {
        super(session, null, 0);
        this.arena = arena;
        this.segment = segment;
    }

    /** The session's lock is held. */
    static SharedMemory allocate(final Session session, final long bytes) {
        final String verb = "allocate " + bytes + " bytes";
        if (bytes <= 0 || bytes > Long.MAX_VALUE / 2) {
            throw new VerbsException(Errno.EINVAL, verb, "the size must be positive");
        }
        final long length = Mmap.pageAligned(bytes);
        final long address = session.memory().map(length, verb);
        final Arena arena = Arena.ofShared();
        final MemorySegment segment = MemorySegment.ofAddress(address)
            .reinterpret(length, arena, ignored -> session.memory().free(address, length));
        final SharedMemory memory = new SharedMemory(session, arena, segment);
        session.memoryMap().add(address, length);
        memory.register();
        return memory;
    }

    /** All of it; using it after closing throws {@link IllegalStateException}. */
    public MemorySegment segment() {
        return segment;
    }

    /** Its first byte's address. */
    public long address() {
        return segment.address();
    }

    /** Bytes, whole pages: at least what was asked for. */
    public long size() {
        return segment.byteSize();
    }

    /**
     * Takes the pages around a piece of memory now, those that are not there. Registering does so afterwards, as only
     * then it is known that the tenant may have them.
     */
    static void populate(final long address, final long length) {
        final long end = Mmap.pageAligned(address + length);
        for (long start = address & -Mmap.pageSize(); start < end; start += LOOK_BYTES) {
            final long bytes = Math.min(LOOK_BYTES, end - start);
            // to take a page that is there costs as much as to write to it; to look for it, a hundredth
            if (bytes < WORTH_A_LOOK || !Mmap.isResident(start, bytes)) {
                take(start, bytes);
            }
        }
    }

    private static void take(final long start, final long bytes) {
        int result = Mmap.advise(start, bytes, Mmap.POPULATE_WRITE);
        while (result == -Errno.EAGAIN || result == -Errno.EINTR) {
            result = Mmap.advise(start, bytes, Mmap.POPULATE_WRITE);
        }
        if (result < 0) {
            throw new VerbsException(Errno.ENOMEM, "register memory", "the system does not give " + bytes + " bytes: "
                + new LinuxException(-result, "madvise", "MADV_POPULATE_WRITE").getMessage());
        }
    }

    /** Whether all of a piece of memory lies in it. */
    boolean contains(final long start, final long length) {
        return start >= address() && length >= 0 && length <= size() && start - address() <= size() - length;
    }

    @Override
    String noun() {
        return "shared memory";
    }

    @Override
    String name() {
        return size() + " bytes at 0x" + Long.toHexString(address());
    }

    @Override
    void checkIdle() {
        session.memoryMap().remove(address());
        try {
            arena.close();
        } catch (final IllegalStateException thrown) {
            session.memoryMap().add(address(), size());
            throw new VerbsException(Errno.EBUSY, "close " + this, "a call of another thread uses it", thrown);
        }
    }
}
