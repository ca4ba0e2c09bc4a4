package io.weir.router.tenant;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.weir.policy.Ipv4;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A virtual GID: 16 bytes as on the wire, held as two longs in network order.
 *
 * @param high first eight bytes
 * @param low  last eight bytes
 */
public record Gid(long high, long low) {
    private static final long IPV4_PREFIX = 0xffff_0000_0000L;
    private static final int LENGTH = 16;

    /** {@code ::ffff:a.b.c.d} for an IPv4 address in network order. */
    public static Gid ofIpv4(final int address) {
        return new Gid(0, IPV4_PREFIX | Integer.toUnsignedLong(address));
    }

    /** The 16 bytes at an offset. */
    public static Gid read(final DirectBuffer buffer, final int offset) {
        return new Gid(buffer.getLong(offset, BIG_ENDIAN),
            buffer.getLong(offset + Long.BYTES, BIG_ENDIAN));
    }

    /** Writes the 16 bytes at an offset. */
    public void write(final MutableDirectBuffer buffer, final int offset) {
        buffer.putLong(offset, high, BIG_ENDIAN);
        buffer.putLong(offset + Long.BYTES, low, BIG_ENDIAN);
    }

    /** Byte {@code index} of the 16. */
    public byte at(final int index) {
        if (index < 0 || index >= LENGTH) {
            throw new IndexOutOfBoundsException(index);
        }
        final long half = index < Long.BYTES ? high : low;
        return (byte) (half >>> (Long.SIZE - Byte.SIZE * (index % Long.BYTES + 1)));
    }

    /** As people write it: {@code ::ffff:10.0.0.1}, or eight groups. */
    @Override
    public String toString() {
        if (high == 0 && low >>> 32 == IPV4_PREFIX >>> 32) {
            return "::ffff:" + Ipv4.format((int) low);
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < LENGTH; i += 2) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(((at(i) & 0xff) << 8) | (at(i + 1) & 0xff)));
        }
        return text.toString();
    }
}
