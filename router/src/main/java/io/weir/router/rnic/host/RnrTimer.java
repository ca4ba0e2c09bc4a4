package io.weir.router.rnic.host;

/** The delays that a receiver can ask for when it is not ready (IBTA volume 1, section 9.7.5.2.8, table 45). */
public final class RnrTimer {
    /** In units of 10 µs, by code. */
    private static final int[] DELAYS = {
        65536, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192,
        256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 49152,
    };
    private static final long UNIT_NS = 10_000;

    private RnrTimer() {
    }

    /** The delay of a 5-bit code. */
    public static long delayNs(final int code) {
        return DELAYS[code & 31] * UNIT_NS;
    }
}
