package io.weir.router.rnic.soft;

/** A received packet: BTH, extension headers, payload, pad, ICRC. To be read only if {@link #wrap} said yes. */
final class Packet {
    static final int ICRC_LENGTH = 4;

    private long address;
    private int length;
    private int sourceAddress;
    private int sourcePort;
    private int opcode;
    private int payloadLength;

    /** Takes a datagram; false if its form is wrong: too short for its opcode, or an opcode that is not of RC. */
    boolean wrap(final long newAddress, final int newLength, final int fromAddress, final int fromPort) {
        address = newAddress;
        length = newLength;
        sourceAddress = fromAddress;
        sourcePort = fromPort;
        if (length < Bth.LENGTH + ICRC_LENGTH || !Bth.isForUs(address)) {
            return false;
        }
        opcode = Bth.opcode(address);
        if (!RcOpcode.isKnown(opcode)) {
            return false;
        }
        payloadLength = length - Bth.LENGTH - RcOpcode.extensionLength(opcode) - Bth.pad(address) - ICRC_LENGTH;
        return payloadLength >= 0 && (payloadLength == 0 || RcOpcode.hasPayload(opcode)) && length % Integer.BYTES == 0;
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

    int opcode() {
        return opcode;
    }

    int destinationQp() {
        return Bth.destinationQp(address);
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

    /** Where the extension headers are: RETH, AtomicETH or AETH first, immediate data last. */
    long extension() {
        return address + Bth.LENGTH;
    }

    int immediate() {
        return Wire.getInt(payload() - Integer.BYTES);
    }

    long payload() {
        return address + Bth.LENGTH + RcOpcode.extensionLength(opcode);
    }

    int payloadLength() {
        return payloadLength;
    }

    /** The ICRC that it carries. */
    int icrc() {
        return Integer.reverseBytes(Wire.getInt(address + length - ICRC_LENGTH));
    }
}
