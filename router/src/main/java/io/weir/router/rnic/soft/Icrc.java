package io.weir.router.rnic.soft;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The invariant CRC of RoCEv2 over IPv4 (IBTA volume 1, section 7.8.1 and annex A17.3.3): CRC-32 of eight bytes of
 * ones, the IP, UDP and base transport headers with what a router may change taken as ones, and all that follows up to
 * the ICRC itself.
 *
 * <pre>
 *   0          8                          28          36      48
 *  | ones      | IPv4: ToS, TTL, checksum  | UDP:      | BTH:  | extension headers, payload, pad
 *  |           | as ones                   | checksum  | byte 4|
 * </pre>
 *
 * <p>The identification of the IP header counts, and a UDP socket neither sets nor sees it. Sending, it is 0 with the
 * don't-fragment bit, or the index of a segment that the kernel cut. Receiving, the CRC is linear: the difference
 * between the ICRC that came and the one for identification 0 tells which identification the sender used, if any
 * explains it.
 */
final class Icrc {
    /** BTH, and the longest extension headers: AtomicETH. */
    static final int MAX_HEADERS = 40;

    private static final int MAX_ID = 0xFFFF;
    private static final int IP_OFFSET = 8;
    private static final int TOTAL_LENGTH_OFFSET = IP_OFFSET + 2;
    private static final int ID_OFFSET = IP_OFFSET + 4;
    private static final int FRAGMENT_OFFSET = IP_OFFSET + 6;
    private static final int TTL_OFFSET = IP_OFFSET + 8;
    private static final int CHECKSUM_OFFSET = IP_OFFSET + 10;
    private static final int SOURCE_OFFSET = IP_OFFSET + 12;
    private static final int DESTINATION_OFFSET = IP_OFFSET + 16;
    private static final int UDP_OFFSET = IP_OFFSET + 20;
    private static final int UDP_LENGTH_OFFSET = UDP_OFFSET + 4;
    private static final int UDP_CHECKSUM_OFFSET = UDP_OFFSET + 6;
    private static final int BTH_OFFSET = UDP_OFFSET + 8;
    private static final int IP_HEADER_LENGTH = 20;
    private static final int UDP_HEADER_LENGTH = 8;
    private static final byte ONES = (byte) 0xFF;
    private static final byte VERSION_AND_LENGTH = 0x45;
    private static final byte UDP = 17;
    private static final short DONT_FRAGMENT = 0x4000;

    private final NativeViews views = new NativeViews();
    private final CRC32 crc = new CRC32();
    private final byte[] prefixBytes = new byte[BTH_OFFSET + MAX_HEADERS];
    private final ByteBuffer prefix = ByteBuffer.wrap(prefixBytes);
    private int lastIdentification;

    Icrc() {
        for (int i = 0; i < IP_OFFSET; i++) {
            prefix.put(i, ONES);
        }
        prefix.put(IP_OFFSET, VERSION_AND_LENGTH);
        prefix.put(IP_OFFSET + 1, ONES);
        prefix.putShort(FRAGMENT_OFFSET, DONT_FRAGMENT);
        prefix.put(TTL_OFFSET, ONES);
        prefix.put(TTL_OFFSET + 1, UDP);
        prefix.putShort(CHECKSUM_OFFSET, (short) -1);
        prefix.putShort(UDP_CHECKSUM_OFFSET, (short) -1);
    }

    /** Begins a packet: everything up to its BTH. As the other otherwise. */
    void begin(final int identification, final int sourceAddress, final int sourcePort, final int destinationAddress,
               final int destinationPort, final int length, final long bth) {
        begin(identification, sourceAddress, sourcePort, destinationAddress, destinationPort, length, bth, Bth.LENGTH);
    }

    /**
     * Begins a packet: everything up to its headers' end.
     *
     * @param identification of the IP header
     * @param length         of the UDP payload: from BTH to ICRC
     * @param headers        address of the BTH and the extension headers behind it
     * @param headersLength  their bytes, at most {@link #MAX_HEADERS}, a multiple of four
     */
    void begin(final int identification, final int sourceAddress, final int sourcePort, final int destinationAddress,
               final int destinationPort, final int length, final long headers, final int headersLength) {
        prefix.putShort(TOTAL_LENGTH_OFFSET, (short) (IP_HEADER_LENGTH + UDP_HEADER_LENGTH + length));
        prefix.putShort(ID_OFFSET, (short) identification);
        prefix.putInt(SOURCE_OFFSET, sourceAddress);
        prefix.putInt(DESTINATION_OFFSET, destinationAddress);
        prefix.putShort(UDP_OFFSET, (short) sourcePort);
        prefix.putShort(UDP_OFFSET + 2, (short) destinationPort);
        prefix.putShort(UDP_LENGTH_OFFSET, (short) (UDP_HEADER_LENGTH + length));
        for (int i = 0; i < headersLength; i += Integer.BYTES) {
            prefix.putInt(BTH_OFFSET + i, Wire.getInt(headers + i));
        }
        prefix.put(BTH_OFFSET + Bth.VARIANT_OFFSET, ONES);
        crc.reset();
        crc.update(prefixBytes, 0, BTH_OFFSET + headersLength);
    }

    /** Goes on with bytes at a raw address. */
    void update(final long address, final int length) {
        if (length > 0) {
            crc.update(views.view(address, length));
        }
    }

    /** The ICRC; it stands on the wire with its least significant byte first. */
    int value() {
        return (int) crc.getValue();
    }

    /**
     * Whether a received packet carries the ICRC of its bytes, for some IP identification up to {@code maxId}.
     *
     * @param follows it came joined to the one before, so that its identification will be the next
     */
    boolean matches(final Packet packet, final int ownAddress, final int ownPort, final int maxId,
                    final boolean follows) {
        final int guess = follows ? lastIdentification + 1 & MAX_ID : 0;
        final int headers = Bth.LENGTH + BthOpcode.extensionLength(packet.opcode());
        lastIdentification = identification(guess, packet.address(), packet.length(), headers, packet.sourceAddress(),
            packet.sourcePort(), ownAddress, ownPort);
        return lastIdentification >= 0 && lastIdentification <= maxId;
    }

    /**
     * The IP identification for which a packet's ICRC is right; -1 if there is none.
     *
     * @param address where its BTH is
     * @param length  from BTH to ICRC, which are both there
     */
    int identification(final long address, final int length, final int sourceAddress, final int sourcePort,
                       final int destinationAddress, final int destinationPort) {
        return identification(0, address, length, Bth.LENGTH, sourceAddress, sourcePort, destinationAddress,
            destinationPort);
    }

    private int identification(final int guess, final long address, final int length, final int headers,
                               final int sourceAddress, final int sourcePort, final int destinationAddress,
                               final int destinationPort) {
        begin(guess, sourceAddress, sourcePort, destinationAddress, destinationPort, length, address, headers);
        update(address + headers, length - headers - Packet.ICRC_LENGTH);
        final int difference = value() ^ Integer.reverseBytes(Wire.getInt(address + length - Packet.ICRC_LENGTH));
        if (difference == 0) {
            return guess;
        }
        final int other = IdentificationSolver.solve(difference, BTH_OFFSET - ID_OFFSET + length - Packet.ICRC_LENGTH);
        return other < 0 ? -1 : other ^ guess;
    }
}
