package io.weir.router.tenant;

import java.util.Map;
import java.util.TreeMap;

/**
 * The parts of a memory segment that are registered, however often and however overlapping: what regions cost memory
 * for is their union; what they cost address space for is their sum.
 */
final class RegisteredRanges {
    /** How many ranges more (or fewer) cover the bytes from an address on than those before. */
    private final TreeMap<Long, Integer> steps = new TreeMap<>();
    private long sum;

    void add(final long start, final long length) {
        step(start, 1);
        step(start + length, -1);
        sum += length;
    }

    void remove(final long start, final long length) {
        step(start, -1);
        step(start + length, 1);
        sum -= length;
    }

    /** Bytes of all, each as often as it is registered. */
    long sum() {
        return sum;
    }

    /** Bytes that are registered at least once. */
    long union() {
        long bytes = 0;
        long before = 0;
        int covers = 0;
        for (final Map.Entry<Long, Integer> step : steps.entrySet()) {
            if (covers > 0) {
                bytes += step.getKey() - before;
            }
            before = step.getKey();
            covers += step.getValue();
        }
        return bytes;
    }

    private void step(final long address, final int change) {
        if (steps.merge(address, change, Integer::sum) == 0) {
            steps.remove(address);
        }
    }
}
