package io.weir.router.rnic.soft;

import org.agrona.UnsafeApi;

/**
 * Bytes as packets for a {@link ReceivePath}, so that whoever makes up the bytes need not find out queue pair numbers,
 * keys and checksums:
 *
 * <pre>
 *  | queue pair | 1: next sequence, 2: right ICRC, 4: stranger, 8: right key | length / 4 | BTH to ICRC | …
 * </pre>
 */
final class FuzzedPackets {
    static final int HEADER = 3;
    static final int NEXT_SEQUENCE = 1;
    static final int RIGHT_ICRC = 2;
    static final int STRANGER = 4;
    static final int RIGHT_KEY = 8;

    private static final int QP_OFFSET = 4;
    private static final int PSN_OFFSET = 8;
    private static final int KEY_OFFSET = 8;

    private FuzzedPackets() {
    }

    static void receive(final ReceivePath path, final byte[] data) {
        path.refresh();
        int sequence = ReceivePath.FIRST_PSN;
        int at = 0;
        while (at + HEADER < data.length) {
            final int which = (data[at] & 0xFF) % path.queuePairs.length;
            final int control = data[at + 1];
            final int length = Math.min((data[at + 2] & 0xFF) * Integer.BYTES, data.length - at - HEADER);
            final long packet = path.begin(length);
            for (int i = 0; i < length; i++) {
                UnsafeApi.putByte(packet + i, data[at + HEADER + i]);
            }
            if (length >= Bth.LENGTH) {
                complete(path, packet, length, which, control, sequence);
                sequence += control & NEXT_SEQUENCE;
            }
            final int from = (control & STRANGER) != 0 ? ReceivePath.PEER + 1 : ReceivePath.PEER;
            path.receive(length, from, (control >> 6) & 3);
            at += HEADER + length;
        }
    }

    private static void complete(final ReceivePath path, final long packet, final int length, final int which,
                                 final int control, final int sequence) {
        Wire.putInt(packet + QP_OFFSET, path.queuePairs[which].qpNumber());
        if ((control & NEXT_SEQUENCE) != 0) {
            Wire.putInt(packet + PSN_OFFSET, (Wire.getByte(packet + PSN_OFFSET) << 24) | (sequence & Psn.MASK));
        }
        if ((control & RIGHT_KEY) != 0 && length >= Bth.LENGTH + Reth.LENGTH) {
            Wire.putInt(packet + Bth.LENGTH + KEY_OFFSET, path.open.rkey());
        }
        if ((control & RIGHT_ICRC) != 0) {
            path.seal(length);
        }
    }
}
