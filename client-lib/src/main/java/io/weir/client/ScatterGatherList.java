package io.weir.client;

import java.util.Arrays;

/** The scatter/gather entries of a reusable work request; grows when built, never when posted. */
final class ScatterGatherList {
    private static final long MAX_LENGTH = 0xffff_ffffL;

    private int count;
    private long[] addresses = new long[1];
    private int[] lengths = new int[1];
    private int[] lkeys = new int[1];

    void clear() {
        count = 0;
    }

    void add(final long address, final long length, final int lkey) {
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("length of a scatter/gather entry must be 0 to 4294967295: " + length);
        }
        if (count == addresses.length) {
            final int room = count * 2;
            addresses = Arrays.copyOf(addresses, room);
            lengths = Arrays.copyOf(lengths, room);
            lkeys = Arrays.copyOf(lkeys, room);
        }
        addresses[count] = address;
        lengths[count] = (int) length;
        lkeys[count] = lkey;
        count++;
    }

    void add(final MemoryRegion region, final long offset, final long length) {
        if (offset < 0 || length < 0 || offset > region.length() - length) {
            throw new IllegalArgumentException(
                offset + " + " + length + " bytes do not lie in a memory region of " + region.length() + " bytes");
        }
        add(region.address() + offset, length, region.lkey());
    }

    int count() {
        return count;
    }

    /** Bytes of all entries. */
    long length() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Integer.toUnsignedLong(lengths[i]);
        }
        return sum;
    }

    long address(final int index) {
        return addresses[index];
    }

    /** As an unsigned 32-bit number. */
    int length(final int index) {
        return lengths[index];
    }

    int lkey(final int index) {
        return lkeys[index];
    }
}
