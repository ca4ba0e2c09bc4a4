package io.weir.router.rnic;

/** One scatter/gather entry: bytes of a region, by the tenant's address. */
public final class Sge {
    /** First byte, as the tenant knows it. */
    public long address;
    /** Bytes, up to 2^31 each as in verbs ({@code uint32_t}); held as a long because Java's int is signed. */
    public long length;
    /** The region they are in. */
    public RnicMr region;

    static Sge[] array(final int length) {
        final Sge[] entries = new Sge[length];
        for (int i = 0; i < length; i++) {
            entries[i] = new Sge();
        }
        return entries;
    }

    void copyFrom(final Sge other) {
        address = other.address;
        length = other.length;
        region = other.region;
    }
}
