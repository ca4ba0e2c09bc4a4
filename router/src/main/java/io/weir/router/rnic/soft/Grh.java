package io.weir.router.rnic.soft;

/**
 * What a datagram's receive begins with: 40 bytes, for RoCEv2 over IPv4 the IP header in the latter 20 of them (IBTA
 * volume 1, annex A17.4.5.1). A UDP socket shows neither identification nor options: they are taken as 0 and none.
 *
 * <pre>
 *   0        20       22       24       26       28    30    32  33  34         36       40      (bytes)
 *  | zero    | 45 ToS | length | id     | DF     | ... see RFC 791 ... | checksum | source | destination |
 * </pre>
 */
final class Grh {
    static final int LENGTH = 40;

    private static final int IP_OFFSET = 20;
    private static final int IP_LENGTH = 20;
    private static final int UDP_LENGTH = 8;
    private static final int VERSION_AND_LENGTH = 0x45;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int UDP = 17;

    private Grh() {
    }

    /** Writes it for a packet received on an address. */
    static void put(final long at, final Packet packet, final int ownAddress) {
        for (int i = 0; i < IP_OFFSET; i += Integer.BYTES) {
            Wire.putInt(at + i, 0);
        }
        final long ip = at + IP_OFFSET;
        Wire.putByte(ip, VERSION_AND_LENGTH);
        Wire.putByte(ip + 1, packet.trafficClass());
        Wire.putShort(ip + 2, IP_LENGTH + UDP_LENGTH + packet.length());
        Wire.putInt(ip + 4, DONT_FRAGMENT);
        Wire.putByte(ip + 8, packet.hopLimit());
        Wire.putByte(ip + 9, UDP);
        Wire.putShort(ip + 10, 0);
        Wire.putInt(ip + 12, packet.sourceAddress());
        Wire.putInt(ip + 16, ownAddress);
        Wire.putShort(ip + 10, checksum(ip));
    }

    /** RFC 1071. */
    private static int checksum(final long ip) {
        long sum = 0;
        for (int i = 0; i < IP_LENGTH; i += Integer.BYTES) {
            final int word = Wire.getInt(ip + i);
            sum += (word >>> Short.SIZE) + (word & 0xFFFF);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> Short.SIZE);
        }
        return (int) ~sum;
    }
}
