package io.weir.router.rnic;

/**
 * The bytes of a memory region, under the addresses their tenant knows. An RNIC asks for them piece by piece and never
 * assumes that one mapping holds them all.
 */
public interface RegionMemory {
    /** First address, as the tenant knows it. */
    long iova();

    /** Bytes. */
    long length();

    /** Where the byte at tenant address {@code address} is mapped in this process; the address must be inside. */
    long hostAddress(long address);

    /** How many bytes from {@code address} on are contiguous in this process; at least 1 for an address inside. */
    long contiguousBytes(long address);

    /** Whether [address, address + length) is inside; safe against overflow for any 64-bit values. */
    default boolean contains(final long address, final long length) {
        final long offset = address - iova();
        return Long.compareUnsigned(offset, length()) <= 0
            && length >= 0
            && Long.compareUnsigned(length, length() - offset) <= 0;
    }
}
