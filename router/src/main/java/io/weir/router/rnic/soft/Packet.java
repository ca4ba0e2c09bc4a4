package io.weir.router.rnic.soft;

/** A received packet: BTH, extension headers, payload, pad, ICRC. To be read only if {@link #wrap} said yes. */
final class Packet {
    static final int ICRC_LENGTH = 4;
    private static final int ECN_MASK = 3;
    private static final int CONGESTION_EXPERIENCED = 3;

    private long address;
    private int length;
    private int sourceAddress;
    private int sourcePort;
    private int trafficClass;
    private int hopLimit;
    private int opcode;
    private int payloadLength;

    /** Takes a datagram; false if its form is wrong: too short for its opcode, or an opcode that nobody has. */
    boolean wrap(final PacketSocket socket, final int index) {
        trafficClass = socket.trafficClass(index);
        hopLimit = socket.hopLimit(index);
        return wrap(
            socket.data(index), socket.length(index), socket.sourceAddress(index), socket.sourcePort(index));
    }

    boolean wrap(final long newAddress, final int newLength, final int fromAddress, final int fromPort) {
        address = newAddress;
        length = newLength;
        sourceAddress = fromAddress;
        sourcePort = fromPort;
        if (length < Bth.LENGTH + ICRC_LENGTH || Bth.version(address) != 0) {
            return false;
        }
        opcode = Bth.opcode(address);
        if (!BthOpcode.isKnown(opcode)) {
            return false;
        }
        payloadLength = length - Bth.LENGTH - BthOpcode.extensionLength(opcode) - Bth.pad(address) - ICRC_LENGTH;
        return payloadLength >= 0 && length % Integer.BYTES == 0
            && (payloadLength == 0 || BthOpcode.hasPayload(opcode));
    }

    long address() {
        return address;
    }

    /** With BTH and ICRC. */
    int length() {
        return length;
    }

    int sourceAddress() {
        return sourceAddress;
    }

    int sourcePort() {
        return sourcePort;
    }

    /** Of the IP header: DSCP and ECN. */
    int trafficClass() {
        return trafficClass;
    }

    boolean hasCongestionMark() {
        return (trafficClass & ECN_MASK) == CONGESTION_EXPERIENCED;
    }

    /** Of the IP header. */
    int hopLimit() {
        return hopLimit;
    }

    int opcode() {
        return opcode;
    }

    int destinationQp() {
        return Bth.destinationQp(address);
    }

    int pkey() {
        return Bth.pkey(address);
    }

    int psn() {
        return Bth.psn(address);
    }

    boolean isSolicited() {
        return Bth.isSolicited(address);
    }

    boolean isAckRequested() {
        return Bth.isAckRequested(address);
    }

    /** Where the extension headers are: DETH, RETH, AtomicETH or AETH first, immediate data last. */
    long extension() {
        return address + Bth.LENGTH;
    }

    int immediate() {
        return Wire.getInt(payload() - Integer.BYTES);
    }

    long payload() {
        return address + Bth.LENGTH + BthOpcode.extensionLength(opcode);
    }

    int payloadLength() {
        return payloadLength;
    }
}
