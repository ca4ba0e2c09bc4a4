package io.weir.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A temporary directory that is gone afterwards, with all that is in it, unless it is to be kept. */
public final class ScratchDirectory implements AutoCloseable {
    private static final int ATTEMPTS = 10;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path path;
    private volatile boolean kept;

    /** Makes one for this user alone; its name begins with {@code prefix}. */
    public ScratchDirectory(final String prefix) throws IOException {
        path = Files.createTempDirectory(prefix);
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Leaves it when closed. */
    public void keep() {
        kept = true;
    }

    /** Deletes it; again while somebody still adds to it. Harmless when it is gone. */
    @Override
    public synchronized void close() throws IOException {
        if (kept) {
            return;
        }
        for (int attempt = 1; Files.exists(path); attempt++) {
            try {
                deleteOnce();
            } catch (final IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private void deleteOnce() throws IOException {
        final List<Path> inside;
        try (Stream<Path> walk = Files.walk(path)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (final NoSuchFileException e) {
            return;
        } catch (final UncheckedIOException e) {
            // somebody who is about to end deletes things as well
            throw e.getCause();
        }
        for (final Path entry : inside) {
            Files.deleteIfExists(entry);
        }
    }
}
