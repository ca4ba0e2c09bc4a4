package io.weir.router.rnic.soft;

import io.weir.router.rnic.WireMeter;

/**
 * Opcodes of the base transport header and what follows it (IBTA volume 1, section 9.2.1, table 35; of congestion
 * notifications, annex A17.9.3): the service in the upper three bits, the operation in the lower five. The operations
 * are named for the reliable connected service, whose bits are zero; the same operation of another service is
 * {@code UC | SEND_FIRST}.
 */
final class BthOpcode {
    static final int RC = 0x00;
    static final int UC = 0x20;
    static final int UD = 0x60;

    static final int SEND_FIRST = 0x00;
    static final int SEND_MIDDLE = 0x01;
    static final int SEND_LAST = 0x02;
    static final int SEND_LAST_IMMEDIATE = 0x03;
    static final int SEND_ONLY = 0x04;
    static final int SEND_ONLY_IMMEDIATE = 0x05;
    static final int WRITE_FIRST = 0x06;
    static final int WRITE_MIDDLE = 0x07;
    static final int WRITE_LAST = 0x08;
    static final int WRITE_LAST_IMMEDIATE = 0x09;
    static final int WRITE_ONLY = 0x0A;
    static final int WRITE_ONLY_IMMEDIATE = 0x0B;
    static final int READ_REQUEST = 0x0C;
    static final int READ_RESPONSE_FIRST = 0x0D;
    static final int READ_RESPONSE_MIDDLE = 0x0E;
    static final int READ_RESPONSE_LAST = 0x0F;
    static final int READ_RESPONSE_ONLY = 0x10;
    static final int ACKNOWLEDGE = 0x11;
    static final int ATOMIC_ACKNOWLEDGE = 0x12;
    static final int COMPARE_SWAP = 0x13;
    static final int FETCH_ADD = 0x14;
    /** Congestion notification packet. */
    static final int CNP = 0x81;

    /** What a congestion notification has behind its BTH, all reserved. */
    private static final int CNP_RESERVED = 16;
    private static final int SERVICE_MASK = 0xE0;
    private static final int OPERATION_MASK = 0x1F;
    private static final int KNOWN = 1;
    private static final int FIRST = 1 << 1;
    private static final int LAST = 1 << 2;
    private static final int IMMEDIATE = 1 << 3;
    private static final int ADDRESS = 1 << 4;
    private static final int ACK_HEADER = 1 << 5;
    private static final int RESPONSE = 1 << 6;
    private static final int PAYLOAD = 1 << 7;
    private static final int SUPPORTED = 1 << 8;
    private static final int ONLY = FIRST | LAST;
    private static final int[] TRAITS = new int[1 << Byte.SIZE];
    private static final byte[] WIRE_KINDS = new byte[1 << Byte.SIZE];

    static {
        for (final int service : new int[] {RC, UC}) {
            put(service | SEND_FIRST, FIRST | PAYLOAD);
            put(service | SEND_MIDDLE, PAYLOAD);
            put(service | SEND_LAST, LAST | PAYLOAD);
            put(service | SEND_LAST_IMMEDIATE, LAST | IMMEDIATE | PAYLOAD);
            put(service | SEND_ONLY, ONLY | PAYLOAD);
            put(service | SEND_ONLY_IMMEDIATE, ONLY | IMMEDIATE | PAYLOAD);
            put(service | WRITE_FIRST, FIRST | ADDRESS | PAYLOAD);
            put(service | WRITE_MIDDLE, PAYLOAD);
            put(service | WRITE_LAST, LAST | PAYLOAD);
            put(service | WRITE_LAST_IMMEDIATE, LAST | IMMEDIATE | PAYLOAD);
            put(service | WRITE_ONLY, ONLY | ADDRESS | PAYLOAD);
            put(service | WRITE_ONLY_IMMEDIATE, ONLY | ADDRESS | IMMEDIATE | PAYLOAD);
        }
        put(READ_REQUEST, ONLY | ADDRESS);
        put(READ_RESPONSE_FIRST, FIRST | RESPONSE | ACK_HEADER | PAYLOAD);
        put(READ_RESPONSE_MIDDLE, RESPONSE | PAYLOAD);
        put(READ_RESPONSE_LAST, LAST | RESPONSE | ACK_HEADER | PAYLOAD);
        put(READ_RESPONSE_ONLY, ONLY | RESPONSE | ACK_HEADER | PAYLOAD);
        put(ACKNOWLEDGE, ONLY | RESPONSE | ACK_HEADER);
        put(ATOMIC_ACKNOWLEDGE, ONLY | RESPONSE | ACK_HEADER);
        put(COMPARE_SWAP, ONLY);
        put(FETCH_ADD, ONLY);
        put(UD | SEND_ONLY, ONLY | PAYLOAD);
        put(UD | SEND_ONLY_IMMEDIATE, ONLY | IMMEDIATE | PAYLOAD);
        put(CNP, ONLY);
        // requests that IBTA reserves or that need memory windows: the responder has to say no (9.7.4.1.3)
        for (int operation = FETCH_ADD + 1; operation <= OPERATION_MASK; operation++) {
            TRAITS[RC | operation] = KNOWN | PAYLOAD;
        }
    }

    static {
        for (int opcode = 0; opcode < WIRE_KINDS.length; opcode++) {
            WIRE_KINDS[opcode] = (byte) kind(opcode);
        }
    }

    private BthOpcode() {
    }

    private static void put(final int opcode, final int traits) {
        TRAITS[opcode] = KNOWN | SUPPORTED | traits;
    }

    private static int kind(final int opcode) {
        if (!isSupported(opcode) || opcode == CNP || opcode == ACKNOWLEDGE) {
            return WireMeter.OTHER;
        }
        if (isSend(opcode)) {
            return WireMeter.SEND;
        }
        if (isWrite(opcode)) {
            return WireMeter.WRITE;
        }
        return isAtomic(opcode) || opcode == ATOMIC_ACKNOWLEDGE ? WireMeter.ATOMIC : WireMeter.READ;
    }

    /** As which kind {@link WireMeter} counts its packets. */
    static int wireKind(final int opcode) {
        return WIRE_KINDS[opcode];
    }

    private static boolean has(final int opcode, final int trait) {
        return (TRAITS[opcode] & trait) != 0;
    }

    /** Whether a packet with it can be anything but noise. */
    static boolean isKnown(final int opcode) {
        return has(opcode, KNOWN);
    }

    /** Whether it is more than known: a request without this is to be refused as invalid. */
    static boolean isSupported(final int opcode) {
        return has(opcode, SUPPORTED);
    }

    /** {@link #RC}, {@link #UC}, {@link #UD}, or something else. */
    static int service(final int opcode) {
        return opcode & SERVICE_MASK;
    }

    private static int operation(final int opcode) {
        return opcode & OPERATION_MASK;
    }

    static boolean isFirst(final int opcode) {
        return has(opcode, FIRST);
    }

    static boolean isLast(final int opcode) {
        return has(opcode, LAST);
    }

    static boolean hasImmediate(final int opcode) {
        return has(opcode, IMMEDIATE);
    }

    static boolean hasAckHeader(final int opcode) {
        return has(opcode, ACK_HEADER);
    }

    static boolean hasPayload(final int opcode) {
        return has(opcode, PAYLOAD);
    }

    static boolean isResponse(final int opcode) {
        return has(opcode, RESPONSE);
    }

    static boolean isSend(final int opcode) {
        return operation(opcode) <= SEND_ONLY_IMMEDIATE;
    }

    static boolean isWrite(final int opcode) {
        return operation(opcode) >= WRITE_FIRST && operation(opcode) <= WRITE_ONLY_IMMEDIATE;
    }

    static boolean isAtomic(final int opcode) {
        return opcode == COMPARE_SWAP || opcode == FETCH_ADD;
    }

    /** Bytes of the extension headers behind the BTH. */
    static int extensionLength(final int opcode) {
        if (isAtomic(opcode)) {
            return AtomicEth.LENGTH;
        }
        if (opcode == CNP) {
            return CNP_RESERVED;
        }
        return (service(opcode) == UD ? Deth.LENGTH : 0)
            + (has(opcode, ADDRESS) ? Reth.LENGTH : 0)
            + (has(opcode, IMMEDIATE) ? Integer.BYTES : 0)
            + (has(opcode, ACK_HEADER) ? Aeth.LENGTH : 0)
            + (opcode == ATOMIC_ACKNOWLEDGE ? Long.BYTES : 0);
    }

    /** The opcode of packet {@code index} of {@code count} of a SEND or WRITE of a connected service. */
    static int ofRequest(
        final int service, final boolean write, final long index, final long count, final boolean immediate) {
        final int first = service | (write ? WRITE_FIRST : SEND_FIRST);
        final boolean last = index == count - 1;
        if (last) {
            final int end = index == 0 ? first + SEND_ONLY : first + SEND_LAST;
            return immediate ? end + 1 : end;
        }
        return index == 0 ? first : first + SEND_MIDDLE;
    }

    /** The opcode of response {@code index} of {@code count} to a READ. */
    static int ofReadResponse(final long index, final long count) {
        if (count == 1) {
            return READ_RESPONSE_ONLY;
        }
        if (index == 0) {
            return READ_RESPONSE_FIRST;
        }
        return index == count - 1 ? READ_RESPONSE_LAST : READ_RESPONSE_MIDDLE;
    }
}
