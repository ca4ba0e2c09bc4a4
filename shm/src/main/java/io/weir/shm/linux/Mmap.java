package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Address ranges of this process: {@code mmap(2)}, {@code munmap(2)}, {@code madvise(2)}, {@code mincore(2)}.
 *
 * <p>Offsets, addresses of fixed mappings and lengths are multiples of {@link #pageSize()}. The ranges are raw: who
 * maps one sees to it that nobody uses it after {@link #unmap}.
 */
public final class Mmap {
    /** {@code MADV_DONTNEED}. */
    public static final int DONT_NEED = 4;
    /** {@code MADV_REMOVE}: punch a hole into the mapped file. */
    public static final int REMOVE = 9;
    /** {@code MADV_HUGEPAGE}. */
    public static final int HUGE_PAGE = 14;
    /** {@code MADV_DONTDUMP}: leave the range out of core dumps. */
    public static final int DONT_DUMP = 16;
    /** {@code MADV_POPULATE_WRITE}: touch every page now (Linux 5.14). */
    public static final int POPULATE_WRITE = 23;
    /** {@code MADV_COLLAPSE}: make huge pages of what is there (Linux 6.1). */
    public static final int COLLAPSE = 25;

    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 0x01;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_NORESERVE = 0x4000;
    private static final int SC_PAGESIZE = 30;

    private static final MethodHandle MMAP = Libc.longFunction("mmap", 6);
    private static final MethodHandle MUNMAP = Libc.intFunction("munmap", 2);
    private static final int PAGE_SIZE = readPageSize();

    private Mmap() {
    }

    /** The size of a page in bytes: 4096, on AArch64 perhaps 16384 or 65536. */
    public static int pageSize() {
        return PAGE_SIZE;
    }

    /** {@code length} rounded up to whole pages. */
    public static long pageAligned(final long length) {
        return (length + PAGE_SIZE - 1) & -PAGE_SIZE;
    }

    /**
     * Maps a piece of a file, shared, for reading and writing, wherever there is room.
     *
     * @return the address
     */
    public static long mapShared(final int fd, final long offset, final long length) {
        return mapped(map(0, length, PROT_READ_WRITE, MAP_SHARED | MAP_NORESERVE, fd, offset), length, fd);
    }

    /** Takes a range of addresses that faults when touched and costs nothing, to map things into later. */
    public static long reserve(final long length) {
        return mapped(
            map(0, length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, Fd.NONE, 0), length, Fd.NONE);
    }

    /** Maps a piece of a file, shared, for reading and writing, over a range that the caller has reserved. */
    public static void mapSharedAt(final long address, final int fd, final long offset, final long length) {
        mapped(map(address, length, PROT_READ_WRITE, MAP_SHARED | MAP_FIXED | MAP_NORESERVE, fd, offset), length, fd);
    }

    /** Turns a range that the caller owns back into a reservation, whatever was mapped there. */
    public static void reserveAt(final long address, final long length) {
        final int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
        mapped(map(address, length, PROT_NONE, flags, Fd.NONE, 0), length, Fd.NONE);
    }

    /** Gives a range up. */
    public static void unmap(final long address, final long length) {
        final MemorySegment state = Libc.callState();
        try {
            final int result = Libc.resultOrErrno((int) MUNMAP.invokeExact(state, address, length), state);
            LinuxException.check(result, "munmap", length + " bytes at 0x" + Long.toHexString(address));
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Advises the kernel about a range.
     *
     * @return 0, or a negative error number
     */
    public static int advise(final long address, final long length, final int advice) {
        final MemorySegment state = Libc.callState();
        try {
            return Libc.resultOrErrno(
                (int) Madvise.HANDLE.invokeExact(state, address, length, (long) advice), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Whether the system has a page for each of a range, mapped here or not; false where it can not say. For files that
     * this process may write to: of others Linux says that all is there.
     */
    public static boolean isResident(final long address, final long length) {
        final long pages = length / PAGE_SIZE;
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            // a byte for each page, 0 or 1: all are as the first
            final MemorySegment there = arena.allocate(pages);
            return Libc.resultOrErrno((int) Mincore.HANDLE.invokeExact(state, address, length, there.address()), state)
                == 0 && there.get(ValueLayout.JAVA_BYTE, 0) != 0
                && (int) Mincore.COMPARE.invokeExact(state, there.address(), there.address() + 1, pages - 1) == 0;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static long map(
        final long address, final long length, final long protection, final long flags, final int fd,
        final long offset) {
        final MemorySegment state = Libc.callState();
        try {
            final long result = (long) MMAP.invokeExact(state, address, length, protection, flags, (long) fd, offset);
            return result == Libc.FAILED ? -Libc.errno(state) : result;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static long mapped(final long result, final long length, final int fd) {
        if (result < 0) {
            throw new LinuxException((int) -result, "mmap", length + " bytes" + (fd < 0 ? "" : " of descriptor " + fd));
        }
        return result;
    }

    private static int readPageSize() {
        final MemorySegment state = Libc.callState();
        try {
            return (int) (long) Libc.longFunction("sysconf", 1).invokeExact(state, (long) SC_PAGESIZE);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static final class Madvise {
        static final MethodHandle HANDLE = Libc.intFunction("madvise", 3);

        private Madvise() {
        }
    }

    private static final class Mincore {
        static final MethodHandle HANDLE = Libc.intFunction("mincore", 3);
        static final MethodHandle COMPARE = Libc.intFunction("memcmp", 3);

        private Mincore() {
        }
    }
}
