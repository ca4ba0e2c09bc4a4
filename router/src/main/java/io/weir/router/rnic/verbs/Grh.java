package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.Sge;
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

    /** Likewise, of the one at the begin of a receive; 0 if that has no room for it, or its memory is going. */
    static int sourceAddress(final RecvWr receive) {
        int address = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            address = (address << Byte.SIZE) | byteAt(receive, SOURCE_ADDRESS + i);
        }
        return address;
    }

    private static int byteAt(final RecvWr receive, final long position) {
        long left = position;
        for (int i = 0; i < receive.sgeCount; i++) {
            final Sge sge = receive.sge[i];
            if (left < sge.length) {
                return sge.region.isRegistered()
                    ? UnsafeApi.getByte(sge.region.memory().hostAddress(sge.address + left)) & 0xff : 0;
            }
            left -= sge.length;
        }
        return 0;
    }
}
