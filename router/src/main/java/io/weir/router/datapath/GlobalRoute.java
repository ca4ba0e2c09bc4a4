package io.weir.router.datapath;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.verbs.Gid;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The global route header that stands before a datagram in its receive (IBTA volume 1, section 8.3), with virtual GIDs:
 * <pre>
 *     0   4  IP version 6, traffic class, flow label
 *     4   2  payload length: from here to the end of the invariant CRC
 *     6   1  next header: 0x1B, a base transport header
 *     7   1  hop limit
 *     8  16  source GID
 *    24  16  destination GID
 * </pre>
 */
final class GlobalRoute {
    /** Bytes. */
    static final int LENGTH = 40;

    private static final int VERSION_6 = 6 << 28;
    private static final int PAYLOAD_LENGTH_OFFSET = 4;
    private static final int NEXT_HEADER_OFFSET = 6;
    private static final int HOP_LIMIT_OFFSET = 7;
    private static final int SOURCE_OFFSET = 8;
    private static final int DESTINATION_OFFSET = 24;
    private static final byte BASE_TRANSPORT = 0x1B;
    private static final byte HOP_LIMIT = 64;
    private static final int ALIGNMENT = 64;
    /** Base and datagram transport headers, and the invariant CRC. */
    private static final int TRANSPORT_BYTES = 12 + 8 + 4;

    private final UnsafeBuffer header = new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH, ALIGNMENT));
    private final SgeCursor cursor = new SgeCursor();

    /** Writes over the first bytes of a receive, which has them; not if its memory is going. */
    void write(final RecvWr receive, final Gid source, final Gid destination, final long payloadBytes,
               final boolean hasImmediate) {
        for (int i = 0; i < receive.sgeCount; i++) {
            if (!receive.sge[i].region.isRegistered()) {
                return;
            }
        }
        final long padded = payloadBytes + 3 & ~3L;
        header.putInt(0, VERSION_6, BIG_ENDIAN);
        header.putShort(PAYLOAD_LENGTH_OFFSET,
            (short) (TRANSPORT_BYTES + padded + (hasImmediate ? Integer.BYTES : 0)), BIG_ENDIAN);
        header.putByte(NEXT_HEADER_OFFSET, BASE_TRANSPORT);
        header.putByte(HOP_LIMIT_OFFSET, HOP_LIMIT);
        source.write(header, SOURCE_OFFSET);
        destination.write(header, DESTINATION_OFFSET);
        cursor.wrap(receive.sge, receive.sgeCount);
        cursor.copyFrom(header.addressOffset(), LENGTH, false);
    }
}
