package io.weir.router.rnic.soft;

/** Packet sequence numbers: 24 bits on the wire, unbounded inside. */
final class Psn {
    static final int MASK = 0xFFFFFF;
    private static final int UNUSED_BITS = 8;
    private static final long START = 1L << 32;

    private Psn() {
    }

    /** A sequence that stands on the wire as {@code psn}, far enough from zero for everything before it. */
    static long start(final int psn) {
        return START + (psn & MASK);
    }

    /** As it stands on the wire. */
    static int wire(final long sequence) {
        return (int) sequence & MASK;
    }

    /** The sequence nearest to a reference that stands on the wire as {@code psn} (IBTA volume 1, section 9.7.1). */
    static long near(final long reference, final int psn) {
        return reference + (((psn - wire(reference)) << UNUSED_BITS) >> UNUSED_BITS);
    }
}
