package io.weir.router.tenant;

/**
 * Where a shared receive queue lies in its session's queue segment.
 *
 * @param ring     its ring
 * @param depth    work requests, a power of two
 * @param maxSge   entries of each
 * @param doorbell its number
 * @param rings    where it all came from
 */
public record SrqLayout(Rings.Ring ring, int depth, int maxSge, int doorbell, Rings rings) {
    void free() {
        rings.freeDoorbell(doorbell);
        ring.free();
    }
}
