package io.weir.policy;

import java.util.regex.Pattern;

/** IPv4 addresses as ints, the first octet in the most significant byte; never asks a name server. */
public final class Ipv4 {
    private static final Pattern DOT = Pattern.compile(".", Pattern.LITERAL);

    private Ipv4() {
    }

    /**
     * Reads dotted decimal.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static int parse(final String text) {
        final String[] octets = DOT.split(text, -1);
        if (octets.length != 4) {
            throw bad(text);
        }
        int address = 0;
        for (final String octet : octets) {
            if (octet.isEmpty() || octet.length() > 3 || (octet.length() > 1 && octet.charAt(0) == '0')
                || !octet.chars().allMatch(c -> c >= '0' && c <= '9') || Integer.parseInt(octet) > 255) {
                throw bad(text);
            }
            address = (address << 8) | Integer.parseInt(octet);
        }
        return address;
    }

    /** Dotted decimal. */
    public static String format(final int address) {
        return (address >>> 24) + "." + ((address >>> 16) & 0xff) + "." + ((address >>> 8) & 0xff) + "."
            + (address & 0xff);
    }

    /** Whether a device can have it: not 0.0.0.0, not multicast, not reserved or broadcast. */
    public static boolean isUnicast(final int address) {
        return address != 0 && (address >>> 28) < 14;
    }

    private static IllegalArgumentException bad(final String text) {
        return new IllegalArgumentException(
            "'" + text + "' is no IPv4 address: write four numbers from 0 to 255 like 10.1.0.2");
    }
}
