package io.weir.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A global identifier ({@code ibv_gid}): 128 bits in network order. A virtual device's is its virtual IPv4 address
 * mapped into IPv6, {@code ::ffff:a.b.c.d}, as in RoCEv2 (IBTA volume 1, annex A17).
 */
public final class Gid {
    /** Bytes of a GID. */
    public static final int LENGTH = 16;

    private static final int MAPPED_PREFIX = 12;
    // four decimals, or something with a colon in it and no scope; the rest is checked where it is read
    private static final Pattern ADDRESS =
        Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private final byte[] bytes;

    private Gid(final byte[] bytes) {
        this.bytes = bytes;
    }

    /** From 16 bytes in network order, which are copied. */
    public static Gid of(final byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a GID has 16 bytes, not " + bytes.length);
        }
        return new Gid(bytes.clone());
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
            return new Gid(address.length == LENGTH ? address : mapped(address));
        } catch (final IllegalArgumentException thrown) {
            throw new IllegalArgumentException("not a GID: '" + text + "' (a.b.c.d or an IPv6 address)", thrown);
        }
    }

    /** Its 16 bytes in network order, a copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    byte at(final int index) {
        return bytes[index];
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Gid && Arrays.equals(bytes, ((Gid) other).bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code ::ffff:10.1.0.7} for a mapped IPv4 address, else IPv6 in full. */
    @Override
    public String toString() {
        if (Arrays.equals(bytes, 0, MAPPED_PREFIX, mapped(new byte[4]), 0, MAPPED_PREFIX)) {
            return "::ffff:" + (bytes[12] & 0xff) + "." + (bytes[13] & 0xff) + "." + (bytes[14] & 0xff) + "."
                + (bytes[15] & 0xff);
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (final UnknownHostException thrown) {
            throw new AssertionError("16 bytes are an IPv6 address", thrown);
        }
    }

    private static byte[] mapped(final byte[] ipv4) {
        final byte[] result = new byte[LENGTH];
        result[10] = (byte) 0xff;
        result[11] = (byte) 0xff;
        System.arraycopy(ipv4, 0, result, MAPPED_PREFIX, ipv4.length);
        return result;
    }
}
