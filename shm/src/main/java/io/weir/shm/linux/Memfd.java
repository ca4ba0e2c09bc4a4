package io.weir.shm.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/**
 * Anonymous shared memory with a descriptor: {@code memfd_create(2)}, sealed so that no holder can change its size.
 *
 * <p>The size is what the descriptor promises, not what it costs: a memfd is sparse, a page is allocated (and charged
 * to the memory cgroup of whoever touches it first) at its first touch.
 */
public final class Memfd {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int MFD_NOEXEC_SEAL = 8;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;
    private static final int SIZE_SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    static final int STAT_BYTES = 144;
    static final int ST_SIZE = 48;
    static final int ST_BLOCKS = 64;
    private static final int ST_BLOCK_BYTES = 512;

    private static final MethodHandle MEMFD_CREATE = Libc.intFunction("memfd_create", 2);
    private static final MethodHandle FTRUNCATE = Libc.intFunction("ftruncate", 2);
    private static final MethodHandle FALLOCATE = Libc.intFunction("fallocate", 4);
    private static final MethodHandle FSTAT = Libc.intFunction("fstat", 2);

    private Memfd() {
    }

    /**
     * Makes a memfd of a fixed size: sealed against shrinking, growing, further seals, and (where the kernel can, 6.3
     * on) execution.
     *
     * @param name what {@code /proc/PID/maps} shows after {@code /memfd:}; at most 249 bytes
     * @param size in bytes
     */
    public static int createSealed(final String name, final long size) {
        int fd = create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
        if (fd == -Libc.EINVAL) {
            fd = create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
        }
        LinuxException.check(fd, "memfd_create", name);
        try {
            LinuxException.check(truncate(fd, size), "ftruncate", name + " to " + size + " bytes");
            LinuxException.check(Fd.fcntl(fd, F_ADD_SEALS, SIZE_SEALS), "fcntl F_ADD_SEALS", name);
            return fd;
        } catch (final LinuxException thrown) {
            Fd.close(fd);
            throw thrown;
        }
    }

    /** Whether nobody can change the size of this file: what a receiver of a memfd checks before it maps it. */
    public static boolean isSizeSealed(final int fd) {
        final int seals = Fd.fcntl(fd, F_GET_SEALS, 0);
        return seals >= 0 && (seals & (F_SEAL_SHRINK | F_SEAL_GROW)) == (F_SEAL_SHRINK | F_SEAL_GROW);
    }

    /**
     * Tries to change the size, {@code ftruncate(2)}.
     *
     * @return 0, or a negative error number ({@code -EPERM} when sealed)
     */
    public static int truncate(final int fd, final long size) {
        final MemorySegment state = Libc.callState();
        try {
            return Libc.resultOrErrno((int) FTRUNCATE.invokeExact(state, (long) fd, size), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /**
     * Gives the pages of a range back to the system; it reads as zeros from then on, in every mapping.
     *
     * @return 0, or a negative error number
     */
    public static int punchHole(final int fd, final long offset, final long length) {
        final MemorySegment state = Libc.callState();
        try {
            final long mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
            return Libc.resultOrErrno((int) FALLOCATE.invokeExact(state, (long) fd, mode, offset, length), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** The bytes of memory that a file really holds: its allocated blocks ({@code fstat(2)}). */
    public static long heldBytes(final int fd) {
        return statField(fd, ST_BLOCKS) * ST_BLOCK_BYTES;
    }

    /** The size of a file. */
    public static long size(final int fd) {
        return statField(fd, ST_SIZE);
    }

    private static int create(final String name, final int flags) {
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            final long text = Libc.string(arena, name);
            return Libc.resultOrErrno((int) MEMFD_CREATE.invokeExact(state, text, (long) flags), state);
        } catch (final IllegalArgumentException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static long statField(final int fd, final int offset) {
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            final long stat = arena.allocate(STAT_BYTES, Long.BYTES).address();
            LinuxException.check(
                Libc.resultOrErrno((int) FSTAT.invokeExact(state, (long) fd, stat), state), "fstat", Fd.describe(fd));
            return UnsafeApi.getLong(stat + offset);
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
