package io.aeron;

import java.nio.file.Path;

/**
 * A driver whose directory is mounted where the client is, maybe by another name. The driver tells its log buffers by
 * the names that it knows itself; of those only the last part counts here.
 */
public final class MountedDriver {
    private MountedDriver() {
    }

    /** A context for a client of the driver in that directory. */
    public static Aeron.Context context(final Path directory) {
        final Path publications = directory.resolve("publications");
        return new Aeron.Context()
            .aeronDirectoryName(directory.toString())
            .logBuffersFactory(name -> new LogBuffers(publications.resolve(Path.of(name).getFileName()).toString()));
    }
}
