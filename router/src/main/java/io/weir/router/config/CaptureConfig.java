package io.weir.router.config;

import io.weir.policy.ByteSize;
import java.nio.file.Path;

/**
 * Where the packets of a rail are captured.
 *
 * @param file  made anew, absolute
 * @param limit bytes that it may have
 */
public record CaptureConfig(Path file, long limit) {
    /** The limit if nobody says otherwise. */
    public static final long DEFAULT_LIMIT = 1L << 30;
    private static final long MIN_LIMIT = 1L << 16;

    /**
     * Reads a limit, like {@code 100MiB}.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static long parseLimit(final String text) {
        final long limit = ByteSize.parse(text);
        if (limit < MIN_LIMIT) {
            throw new IllegalArgumentException(
                "'" + text + "' is too little for a capture: write " + ByteSize.format(MIN_LIMIT) + " or more");
        }
        return limit;
    }
}
