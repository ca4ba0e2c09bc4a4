package io.weir.shm.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code inotify(7)}: says what happens to the names in directories. Its descriptor is readable when there is something
 * to {@link #read}. One thread at a time.
 */
public final class Inotify implements AutoCloseable {
    /** A file that was open for writing was closed. */
    public static final int CLOSE_WRITE = 0x8;
    /** A name went away by renaming. */
    public static final int MOVED_FROM = 0x40;
    /** A name came by renaming. */
    public static final int MOVED_TO = 0x80;
    /** A name was made: a file's is empty still, a link's is complete. */
    public static final int CREATE = 0x100;
    /** A name was removed. */
    public static final int DELETE = 0x200;
    /** The kernel dropped events: anything may have happened. */
    public static final int OVERFLOW = 0x4000;

    private static final int IN_CLOEXEC = 0x80000;
    private static final int IN_NONBLOCK = 0x800;
    private static final int HEADER_LENGTH = 16;
    private static final int MASK_OFFSET = 4;
    private static final int NAME_LENGTH_OFFSET = 12;
    private static final int BUFFER_LENGTH = 64 * 1024;

    private static final MethodHandle INIT = Libc.intFunction("inotify_init1", 1);
    private static final MethodHandle ADD_WATCH = Libc.intFunction("inotify_add_watch", 3);
    private static final MethodHandle REMOVE_WATCH = Libc.intFunction("inotify_rm_watch", 2);
    private static final MethodHandle READ = Libc.longFunction("read", 3);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER_LENGTH, Long.BYTES);
    private int fd;

    /**
     * Something that happened.
     *
     * @param watch of which directory, as {@link #watch} said; -1 if events were dropped
     * @param mask  what: one of the constants here, and maybe more
     * @param name  to which name in it; empty if to the directory itself
     */
    public record Event(int watch, int mask, String name) {
    }

    /** Watching nothing. */
    public Inotify() {
        final MemorySegment state = Libc.callState();
        try {
            final int result = (int) INIT.invokeExact(state, (long) (IN_CLOEXEC | IN_NONBLOCK));
            fd = LinuxException.check(Libc.resultOrErrno(result, state), "inotify_init", "");
        } catch (final LinuxException thrown) {
            arena.close();
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** To wait on. */
    public int fd() {
        return fd;
    }

    /**
     * Watches a directory for what {@code mask} says.
     *
     * @return its number, the same again for the same directory
     * @throws LinuxException if there is none
     */
    public int watch(final Path directory, final int mask) {
        final MemorySegment state = Libc.callState();
        try (Arena local = Arena.ofConfined()) {
            final int result = (int) ADD_WATCH.invokeExact(
                state, (long) fd, Libc.string(local, directory.toString()), (long) mask);
            return LinuxException.check(Libc.resultOrErrno(result, state), "watch", directory.toString());
        } catch (final LinuxException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** Watches a directory no longer; of no effect if it is not watched, as when it was removed. */
    public void unwatch(final int watch) {
        final MemorySegment state = Libc.callState();
        try {
            final int ignored = (int) REMOVE_WATCH.invokeExact(state, (long) fd, (long) watch);
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    /** What happened since the last time, without waiting. */
    public List<Event> read() {
        final List<Event> events = new ArrayList<>();
        final MemorySegment state = Libc.callState();
        try {
            final long length =
                (long) READ.invokeExact(state, (long) fd, buffer.address(), (long) BUFFER_LENGTH);
            long position = 0;
            while (position + HEADER_LENGTH <= length) {
                final int nameLength = buffer.get(JAVA_INT, position + NAME_LENGTH_OFFSET);
                events.add(new Event(buffer.get(JAVA_INT, position), buffer.get(JAVA_INT, position + MASK_OFFSET),
                    name(position + HEADER_LENGTH, nameLength)));
                position += HEADER_LENGTH + nameLength;
            }
        } catch (final Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
        return events;
    }

    @Override
    public void close() {
        if (fd != Fd.NONE) {
            Fd.close(fd);
            fd = Fd.NONE;
            arena.close();
        }
    }

    /** The kernel pads names with zeros. */
    private String name(final long offset, final int length) {
        int end = 0;
        while (end < length && buffer.get(JAVA_BYTE, offset + end) != 0) {
            end++;
        }
        return new String(buffer.asSlice(offset, end).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
