package io.weir.router.tenant;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which parts of a queue segment are taken by rings: first fit in whole pages, neighbours that are free grow together.
 * It touches no memory; who frees a ring gives its pages back to the system, so that the next one starts out as zeros.
 */
final class RingSpace {
    /** There is no piece that long. */
    static final long NONE = -1;

    private final int pageSize;
    private final TreeMap<Long, Long> free = new TreeMap<>();

    RingSpace(final long start, final long end, final int pageSize) {
        this.pageSize = pageSize;
        final long first = pages(start);
        free.put(first, end - first);
    }

    /** Takes {@code length} bytes, in pages; their offset, or {@link #NONE}. */
    long allocate(final long length) {
        final long needed = pages(length);
        for (final Map.Entry<Long, Long> piece : free.entrySet()) {
            if (piece.getValue() >= needed) {
                final long offset = piece.getKey();
                final long rest = piece.getValue() - needed;
                free.remove(offset);
                if (rest > 0) {
                    free.put(offset + needed, rest);
                }
                return offset;
            }
        }
        return NONE;
    }

    /** Gives back what {@link #allocate} took with the same length. */
    void free(final long offset, final long length) {
        long start = offset;
        long size = pages(length);
        final Map.Entry<Long, Long> before = free.lowerEntry(offset);
        if (before != null && before.getKey() + before.getValue() == offset) {
            start = before.getKey();
            size += before.getValue();
        }
        final Long after = free.remove(offset + pages(length));
        free.put(start, after == null ? size : size + after);
    }

    /** {@code length} in whole pages. */
    long pages(final long length) {
        return (length + pageSize - 1) / pageSize * pageSize;
    }
}
