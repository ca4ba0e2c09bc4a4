package io.weir.router.accounting;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Files that are to be mapped. Their owner alone reads them; and their blocks are allocated before, so that a full disk
 * is an error then, and not a fault when somebody counts.
 */
final class PrivateFile {
    private static final int ZEROS = 1 << 16;

    private PrivateFile() {
    }

    /** Where it is made, until it is complete and is moved to its own name. */
    static Path draft(final Path path) {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    /** Makes an empty one, in the place of what an interrupted start left there. */
    static void create(final Path path) throws IOException {
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Writes zeros. */
    static void fill(final FileChannel channel, final long from, final long to) throws IOException {
        final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
        for (long position = from; position < to; position += zeros.limit()) {
            zeros.clear().limit((int) Math.min(ZEROS, to - position));
            while (zeros.hasRemaining()) {
                channel.write(zeros, position + zeros.position());
            }
        }
    }

    /** Refuses a file of another version than those that this router reads. */
    static CountersException otherVersion(final Path path, final int version, final int readable,
                                          final String whatThen) {
        return new CountersException(path + ": has version " + version + ", this router reads version " + readable
            + ": run the router that wrote it, or move the file away" + whatThen);
    }
}
