package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.Sge;
import org.agrona.UnsafeApi;

/**
 * The first 40 bytes of a datagram's receive, as hardware writes them for RoCEv2 over IPv4: 20 bytes of no meaning,
 * then the IPv4 header (IBTA volume 1, annex A17.4.5.1).
 */
final class Grh {
    private static final int SOURCE_ADDRESS = 20 + 12;

    private Grh() {
    }

    /** Who sent the datagram in this receive, 127.0.0.1 being 0x7F000001; 0 if the receive has no room for a GRH. */
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
                return UnsafeApi.getByte(sge.region.memory().hostAddress(sge.address + left)) & 0xff;
            }
            left -= sge.length;
        }
        return 0;
    }
}
