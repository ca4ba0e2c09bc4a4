package io.weir.shm.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that one process at a time can hold ({@code flock(2)}); it says which, and is free the moment that process
 * dies.
 */
public final class LockFile implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    static final int O_NOFOLLOW = Libc.AARCH64 ? 0x8000 : 0x20000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int MODE = 0644;
    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;

    private static final MethodHandle FLOCK = Libc.intFunction("flock", 2);

    private final Path path;
    private int fd;

    private LockFile(final Path path, final int fd) {
        this.path = path;
        this.fd = fd;
    }

    /**
     * Takes the lock, and writes this process's number into the file.
     *
     * @throws LinuxException with {@code EAGAIN} if another holds it, naming the holder: {@code lock
     *                        /run/weir/router.lock (held by process 4711): resource temporarily unavailable}
     */
    public static LockFile acquire(final Path path) {
        final int fd = open(path);
        final int result = flock(fd);
        if (result < 0) {
            Fd.close(fd);
            throw new LinuxException(-result, "lock", path + holder(path));
        }
        final LockFile lock = new LockFile(path, fd);
        try {
            // not FileChannel.truncate on our descriptor: the lock belongs to the open file, the content to the inode
            Files.writeString(path, Long.toString(ProcessHandle.current().pid()) + "\n");
            return lock;
        } catch (final IOException thrown) {
            lock.close();
            throw new UncheckedIOException("write " + path, thrown);
        }
    }

    /** The locked file. */
    public Path path() {
        return path;
    }

    /** Gives the lock up. The file stays: removing it would let two processes lock two files of one name. */
    @Override
    public void close() {
        Fd.close(fd);
        fd = Fd.NONE;
    }

    private static int open(final Path path) {
        final MemorySegment state = Libc.callState();
        try (Arena arena = Arena.ofConfined()) {
            final long text = Libc.string(arena, path.toString());
            final long flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
            return LinuxException.check(
                Libc.resultOrErrno((int) UnixAddress.Open.HANDLE.invokeExact(state, text, flags, (long) MODE), state),
                "open", path.toString());
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static int flock(final int fd) {
        final MemorySegment state = Libc.callState();
        try {
            return Libc.resultOrErrno((int) FLOCK.invokeExact(state, (long) fd, (long) (LOCK_EX | LOCK_NB)), state);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static String holder(final Path path) {
        try {
            final String text = Files.readString(path, StandardCharsets.US_ASCII).strip();
            return text.matches("[0-9]{1,10}") ? " (held by process " + text + ")" : "";
        } catch (final IOException thrown) {
            return "";
        }
    }
}
