package io.weir.policy;

/**
 * A range of IPv4 addresses as CIDR writes it (RFC 4632).
 *
 * @param address first address of the range, see {@link Ipv4}
 * @param bits    leading bits that all of its addresses share, 0 to 32
 */
public record Ipv4Prefix(int address, int bits) {
    private static final int MAX_BITS = 32;

    /** Checks the bounds. */
    public Ipv4Prefix {
        if (bits < 0 || bits > MAX_BITS) {
            throw new IllegalArgumentException("a prefix has 0 to " + MAX_BITS + " bits: " + bits);
        }
        if ((address & ~mask(bits)) != 0) {
            throw new IllegalArgumentException("bits are set behind the prefix: " + Ipv4.format(address) + "/" + bits);
        }
    }

    /**
     * Reads {@code a.b.c.d/n}; without {@code /n} it is that address alone.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static Ipv4Prefix parse(final String text) {
        final int slash = text.indexOf('/');
        final int address = Ipv4.parse(slash < 0 ? text : text.substring(0, slash));
        final String bits = slash < 0 ? "32" : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,2}") || Integer.parseInt(bits) > MAX_BITS) {
            throw new IllegalArgumentException(
                "'" + text + "' is no prefix: write an address and the bits that count, like 192.168.77.0/24");
        }
        final int first = address & mask(Integer.parseInt(bits));
        if (first != address) {
            throw new IllegalArgumentException("'" + text + "' has bits set behind its first " + bits + ": write "
                + Ipv4.format(first) + "/" + bits);
        }
        return new Ipv4Prefix(address, Integer.parseInt(bits));
    }

    /** Whether an address is in the range. */
    public boolean contains(final int other) {
        return ((other ^ address) & mask(bits)) == 0;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return Ipv4.format(address) + "/" + bits;
    }

    private static int mask(final int bits) {
        return bits == 0 ? 0 : -1 << (MAX_BITS - bits);
    }
}
