package io.weir.bench.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of which file a tenant sends.
 *
 * @param fileBytes its length
 * @param bytes     so many of them, from the beginning
 */
record Shipment(Path file, long fileBytes, long bytes) {
    static Shipment of(final Path file, final long most) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": not a regular file");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": may not be read");
        }
        final long length = Files.size(file);
        if (length == 0) {
            throw new IOException(file + ": is empty, there is nothing to send");
        }
        return new Shipment(file.toAbsolutePath(), length, Math.min(length, most));
    }

    /** What is sent, in words. */
    String describe() {
        return bytes == fileBytes ? "all of it, " + Units.bytes(bytes) : "the first " + Units.bytes(bytes) + " of "
            + Units.bytes(fileBytes);
    }
}
