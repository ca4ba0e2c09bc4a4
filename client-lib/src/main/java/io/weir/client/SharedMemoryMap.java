package io.weir.client;

import java.util.Arrays;

/**
 * Which addresses are the device's shared memory: sorted, disjoint ranges, replaced as a whole when one comes or goes,
 * so that a look-up from a posting thread takes no lock and allocates nothing.
 */
final class SharedMemoryMap {
    /** Even entries are starts, odd ones ends. */
    private volatile long[] bounds = {};

    /** Whether all of {@code length} bytes at {@code address} lie in one allocation. */
    boolean contains(final long address, final long length) {
        final long[] now = bounds;
        int low = 0;
        int high = now.length / 2 - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            if (address < now[2 * middle]) {
                high = middle - 1;
            } else if (address >= now[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return length >= 0 && length <= now[2 * middle + 1] - address;
            }
        }
        return false;
    }

    synchronized void add(final long start, final long length) {
        final long[] grown = Arrays.copyOf(bounds, bounds.length + 2);
        int at = bounds.length;
        while (at > 0 && grown[at - 2] > start) {
            grown[at] = grown[at - 2];
            grown[at + 1] = grown[at - 1];
            at -= 2;
        }
        grown[at] = start;
        grown[at + 1] = start + length;
        bounds = grown;
    }

    synchronized void remove(final long start) {
        final long[] now = bounds;
        for (int i = 0; i < now.length; i += 2) {
            if (now[i] == start) {
                final long[] shrunk = Arrays.copyOf(now, now.length - 2);
                System.arraycopy(now, i + 2, shrunk, i, shrunk.length - i);
                bounds = shrunk;
                return;
            }
        }
    }
}
