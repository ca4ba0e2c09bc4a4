package io.weir.router.rnic.verbs;

import org.agrona.UnsafeApi;

/**
 * What stands before a datagram, as hardware writes it for RoCEv2 over IPv4: 20 bytes of no meaning, then the IPv4
 * header (IBTA volume 1, annex A17.4.5.1).
 */
final class Grh {
    /** Bytes. */
    static final int LENGTH = 40;

    private static final int SOURCE_ADDRESS = 20 + 12;

    private Grh() {
    }

    /** Who sent what comes after this one, 127.0.0.1 being 0x7F000001. */
    static int sourceAddress(final long address) {
        return Integer.reverseBytes(UnsafeApi.getInt(address + SOURCE_ADDRESS));
    }
}
