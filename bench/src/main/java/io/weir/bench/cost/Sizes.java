package io.weir.bench.cost;

/** Sizes for people. */
final class Sizes {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    private Sizes() {
    }

    static String text(final int bytes) {
        if (bytes >= MIB && bytes % MIB == 0) {
            return bytes / MIB + " MiB";
        }
        return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " B";
    }
}
