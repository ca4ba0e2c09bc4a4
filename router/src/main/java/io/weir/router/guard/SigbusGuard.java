package io.weir.router.guard;

import io.weir.shm.linux.ErrnoText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the process alive when a tenant takes the pages from under a mapping: truncates the file, or fills its file
 * system.
 *
 * <p>The access goes on with a private page of zeros, so what reads it must expect anything, as it must of a tenant's
 * memory anyhow; and the file's path is noted, so that the tenant can be evicted. One guard serves the whole process,
 * for its whole life. Only paths below watched directories and watched prefixes are guarded: elsewhere a fault stays
 * what it was.
 *
 * <p>A path is known by its beginning, so the tenant must not be able to move the file elsewhere: it may write the
 * files but not the directory that they are in.
 *
 * <p>{@link #faults} may be asked by any thread, {@link #drain} by one, {@link #watch} by one at a time.
 */
public final class SigbusGuard {
    private static final int PATH_BYTES = 1024;
    private static final int RECORDS = 64;
    private static final String DELETED = " (deleted)";

    private static final List<String> WATCHED = new ArrayList<>();

    private final MemorySegment path = Arena.ofAuto().allocate(PATH_BYTES);

    private SigbusGuard() {
    }

    /**
     * Installs the handler, in front of the JVM's; at most once, however often it is called.
     *
     * @throws IllegalStateException if it can not, with the reason in one line
     */
    public static synchronized SigbusGuard install() {
        final int result;
        try {
            result = (int) GuardLibrary.INSTALL.invokeExact();
        } catch (final ExceptionInInitializerError thrown) {
            throw new IllegalStateException("SIGBUS guard: " + thrown.getCause().getMessage(), thrown.getCause());
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
        check(result, "install the SIGBUS guard");
        return new SigbusGuard();
    }

    /** Guards mappings of the files below a directory, which must exist. At most 16 directories and prefixes. */
    public void watch(final Path directory) {
        try {
            watchPrefix(directory.toRealPath() + "/");
        } catch (final IOException thrown) {
            throw new UncheckedIOException("guard " + directory, thrown);
        }
    }

    /**
     * Guards mappings whose path, as {@code /proc/PID/maps} shows it, begins so: {@code /memfd:weir-} for all memfds
     * with such a name.
     */
    public void watchPrefix(final String prefix) {
        if (prefix.indexOf('\n') >= 0 || prefix.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path with a line break can not be guarded");
        }
        if (isWatched(prefix)) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment text = arena.allocateFrom(prefix, StandardCharsets.UTF_8);
            check((int) GuardLibrary.WATCH.invokeExact(text), "guard " + prefix);
            WATCHED.add(prefix);
        } catch (final IllegalStateException thrown) {
            throw thrown;
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** The number of pages that have been put under faults: cheap enough to look at in every duty cycle. */
    public long faults() {
        try {
            return (long) GuardLibrary.FAULTS.invokeExact();
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** The number of faults whose path is not known because too many different ones (64) waited to be drained. */
    public long unnoted() {
        try {
            return (long) GuardLibrary.UNNOTED.invokeExact();
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /**
     * Hands out the path of every file that faulted since the last call, each once: at most its first 1023 bytes,
     * without {@code " (deleted)"}.
     *
     * @return the number of paths
     */
    public int drain(final Consumer<String> paths) {
        int count = 0;
        for (int length = next(); length > 0; length = count < RECORDS ? next() : 0) {
            final String text = path.getString(0, StandardCharsets.UTF_8);
            paths.accept(text.endsWith(DELETED) ? text.substring(0, text.length() - DELETED.length()) : text);
            count++;
        }
        return count;
    }

    /** Places are few, and a router may be made where one was before. */
    private static boolean isWatched(final String prefix) {
        for (final String watched : WATCHED) {
            if (prefix.startsWith(watched)) {
                return true;
            }
        }
        return false;
    }

    private int next() {
        try {
            return (int) GuardLibrary.DRAIN.invokeExact(path, PATH_BYTES);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    private static void check(final int result, final String what) {
        if (result < 0) {
            throw new IllegalStateException(what + ": " + ErrnoText.describe(-result));
        }
    }

    private static AssertionError unexpected(final Throwable thrown) {
        return new AssertionError("the guard's library threw", thrown);
    }
}
