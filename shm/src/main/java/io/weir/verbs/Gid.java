package io.weir.verbs;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A global identifier ({@code ibv_gid}): 128 bits, held as two longs in network order. A virtual device's is its
 * virtual IPv4 address mapped into IPv6, {@code ::ffff:a.b.c.d}, as in RoCEv2 (IBTA volume 1, annex A17).
 *
 * @param high first eight bytes
 * @param low  last eight bytes
 */
public record Gid(long high, long low) {
    /** Bytes of a GID. */
    public static final int LENGTH = 16;

    private static final long IPV4_PREFIX = 0xffff_0000_0000L;
    private static final int IPV4_LENGTH = 4;
    // four decimals, or something with a colon in it and no scope; the rest is checked where it is read
    private static final Pattern ADDRESS =
        Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    /** {@code ::ffff:a.b.c.d} for an IPv4 address in network order. */
    public static Gid ofIpv4(final int address) {
        return new Gid(0, IPV4_PREFIX | Integer.toUnsignedLong(address));
    }

    /** Whether it is an IPv4 address mapped into IPv6. */
    public boolean isIpv4() {
        return high == 0 && low >>> Integer.SIZE == IPV4_PREFIX >>> Integer.SIZE;
    }

    /** The IPv4 address, in network order, if {@link #isIpv4}. */
    public int ipv4() {
        return (int) low;
    }

    /** From 16 bytes in network order. */
    public static Gid of(final byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a GID has 16 bytes, not " + bytes.length);
        }
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Gid(buffer.getLong(), buffer.getLong());
    }

    /**
     * From text: an IPv4 address ({@code 10.1.0.7}) or an IPv6 one ({@code ::ffff:10.1.0.7}, {@code fe80::1}). Never
     * asks a name server.
     */
    public static Gid parse(final String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException("not a GID: '" + text + "' (a.b.c.d or an IPv6 address)");
        }
        try {
            final byte[] address = InetAddress.ofLiteral(text).getAddress();
            return address.length == IPV4_LENGTH ? ofIpv4(ByteBuffer.wrap(address).getInt()) : of(address);
        } catch (final IllegalArgumentException thrown) {
            throw new IllegalArgumentException("not a GID: '" + text + "' (a.b.c.d or an IPv6 address)", thrown);
        }
    }

    /** The 16 bytes at an offset. */
    public static Gid read(final DirectBuffer buffer, final int offset) {
        return new Gid(buffer.getLong(offset, BIG_ENDIAN), buffer.getLong(offset + Long.BYTES, BIG_ENDIAN));
    }

    /** Writes the 16 bytes at an offset. */
    public void write(final MutableDirectBuffer buffer, final int offset) {
        buffer.putLong(offset, high, BIG_ENDIAN);
        buffer.putLong(offset + Long.BYTES, low, BIG_ENDIAN);
    }

    /** Its 16 bytes in network order. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
    }

    /** Byte {@code index} of the 16. */
    public byte at(final int index) {
        if (index < 0 || index >= LENGTH) {
            throw new IndexOutOfBoundsException(index);
        }
        final long half = index < Long.BYTES ? high : low;
        return (byte) (half >>> (Long.SIZE - Byte.SIZE * (index % Long.BYTES + 1)));
    }

    /** {@code ::ffff:10.1.0.7} for a mapped IPv4 address, else IPv6 in full. */
    @Override
    public String toString() {
        if (isIpv4()) {
            return "::ffff:" + (at(12) & 0xff) + "." + (at(13) & 0xff) + "." + (at(14) & 0xff) + "." + (at(15) & 0xff);
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < LENGTH; i += 2) {
            final int group = ((at(i) & 0xff) << Byte.SIZE) | (at(i + 1) & 0xff);
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
        }
        return text.toString();
    }
}
