package io.weir.bench.example.pingpong;

import io.weir.verbs.Gid;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a queue pair is, as the programs tell each other: text of hexadecimal numbers, and a zero byte.
 *
 * <pre>
 * LID  : QPN    : PSN    : GID, in network order
 * 0000:000011:3f2a11:00000000000000000000ffffc0a84d02\0
 * </pre>
 *
 * @param lid      local identifier: 0 on Ethernet
 * @param qpNumber 24 bits
 * @param psn      the first that it sends, 24 bits
 * @param gid      of its port
 */
record Destination(int lid, int qpNumber, int psn, Gid gid) {
    /** Bytes of the text, the zero included. */
    static final int LENGTH = 4 + 1 + 6 + 1 + 6 + 1 + 32 + 1;
    /** In place of a queue pair that is not used. */
    static final Destination NONE = new Destination(0, 0, 0, new Gid(0, 0));

    private static final Pattern TEXT =
        Pattern.compile("(\\p{XDigit}{4}):(\\p{XDigit}{6}):(\\p{XDigit}{6}):(\\p{XDigit}{16})(\\p{XDigit}{16})");
    private static final int RADIX = 16;

    /** Reads the text. */
    static Destination parse(final byte[] bytes) {
        final String text = new String(bytes, 0, LENGTH - 1, StandardCharsets.US_ASCII);
        final Matcher fields = TEXT.matcher(text);
        if (!fields.matches()) {
            throw new IllegalArgumentException("the other side said what is no address: '" + text + "'");
        }
        return new Destination(Integer.parseInt(fields.group(1), RADIX), Integer.parseInt(fields.group(2), RADIX),
            Integer.parseInt(fields.group(3), RADIX), new Gid(Long.parseUnsignedLong(fields.group(4), RADIX),
            Long.parseUnsignedLong(fields.group(5), RADIX)));
    }

    /** The text. */
    byte[] toBytes() {
        return String.format("%04x:%06x:%06x:%016x%016x\0", lid, qpNumber, psn, gid.high(), gid.low())
            .getBytes(StandardCharsets.US_ASCII);
    }

    /** For people, as the programs print it. */
    @Override
    public String toString() {
        return String.format("LID 0x%04x, QPN 0x%06x, PSN 0x%06x, GID %s", lid, qpNumber, psn, gid);
    }
}
