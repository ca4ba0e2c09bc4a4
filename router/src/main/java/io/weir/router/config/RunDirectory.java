package io.weir.router.config;

import io.weir.shm.linux.LinuxException;
import io.weir.shm.linux.LockFile;
import io.weir.verbs.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The run directory, held by one router at a time by a lock on its file {@code router.lock}. Directories that had to
 * be made for it are removed again if the router does not start.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String LOCK = "router.lock";

    private final Path path;
    private final LockFile lock;
    private final Deque<Path> made;

    private RunDirectory(final Path path, final LockFile lock, final Deque<Path> made) {
        this.path = path;
        this.lock = lock;
        this.made = made;
    }

    /**
     * Makes the directory if need be, and takes it.
     *
     * @throws IOException with one line for the operator: who holds it, or why it can not be written
     */
    public static RunDirectory open(final Path path) throws IOException {
        final Deque<Path> made = new ArrayDeque<>();
        try {
            makeDirectories(path, made);
            if (!Files.isWritable(path)) {
                throw new IOException(path + ": is not writable: permit this user to write it, or choose another "
                    + "directory");
            }
            return new RunDirectory(path, LockFile.acquire(path.resolve(LOCK)), made);
        } catch (final LinuxException failure) {
            removeMade(made);
            throw failure.errno() == Errno.EAGAIN
                ? new IOException(path + ": another router runs here" + holder(path) + ": stop it, or choose another "
                    + "directory", failure)
                : new IOException(failure.getMessage(), failure);
        } catch (final UncheckedIOException failure) {
            removeMade(made);
            throw new IOException(failure.getMessage(), failure);
        } catch (final IOException failure) {
            removeMade(made);
            throw failure;
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * The router did not start: gives the directory up, and removes what was made for it and is empty but for the lock.
     */
    public void abandon() {
        if (!made.isEmpty()) {
            try {
                Files.deleteIfExists(lock.path());
            } catch (final IOException ignored) {
                // It only stays.
            }
            removeMade(made);
        }
        close();
    }

    /** Gives the directory up. */
    @Override
    public void close() {
        lock.close();
    }

    private static String holder(final Path path) {
        try {
            final String pid = Files.readString(path.resolve(LOCK), StandardCharsets.US_ASCII).strip();
            return pid.matches("[0-9]{1,10}") ? ", process " + pid : "";
        } catch (final IOException unknown) {
            return "";
        }
    }

    private static void makeDirectories(final Path path, final Deque<Path> made) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (path.getParent() != null) {
            makeDirectories(path.getParent(), made);
        }
        try {
            Files.createDirectory(path);
            made.push(path);
        } catch (final FileAlreadyExistsException ex) {
            if (!Files.isDirectory(path)) {
                throw new IOException(path + ": is a file: choose another directory", ex);
            }
        } catch (final IOException ex) {
            throw new IOException(path + ": can not be made: permit this user to write " + path.getParent()
                + ", or choose another directory", ex);
        }
    }

    private static void removeMade(final Deque<Path> made) {
        while (!made.isEmpty()) {
            try {
                Files.deleteIfExists(made.pop());
            } catch (final IOException notEmpty) {
                return;
            }
        }
    }
}
