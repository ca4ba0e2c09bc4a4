package io.weir.router.accounting;

import io.weir.policy.TenantPolicy;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Where things lie in the usage file. All little-endian.
 * <pre>
 *        0                                                 8
 *       +--------------------------------------------------+
 *     0 |  "WEIRUSAG"                                      |
 *       +-------------------------+------------------------+
 *     8 |  version                |  capacity, records     |
 *       +-------------------------+------------------------+
 *    16 |  next serial: origin of the file, count          |
 *       +--------------------------------------------------+
 *    24 |  made at, ms since 1970                          |
 *       +--------------------------------------------------+
 *    32 |  routers that opened it                          |
 *       +-------------------------+------------------------+
 *    40 |  retiring: record + 1   |  into record           |
 *       +-------------------------+------------------------+
 *  1024 |  what that becomes: the longs of a record       ...
 *       +--------------------------------------------------+
 *  4096 |  states, an int each, of {@value #MAX_CAPACITY} records           ...
 *       +--------------------------------------------------+
 *       |  records of 1024 bytes                          ...
 *       +--------------------------------------------------+
 * </pre>
 * A record:
 * <pre>
 *     0 |  serial: of this lifetime, never used again      |
 *       +-------------------------+------------------------+
 *     8 |  kind                   |  type of queue pair    |
 *       +-------------------------+------------------------+
 *    16 |  number of queue pair   |  0                     |
 *       +-------------------------+------------------------+
 *    24 |  begun at, ms since 1970                         |
 *       +--------------------------------------------------+
 *    32 |  ended at, or 0                                  |
 *       +--------------------------------------------------+
 *    40 |  GID of the peer (16 bytes, big-endian), or zeros|
 *       +--------------------------------------------------+
 *    64 |  length (1 byte), tenant or rail                ...
 *       +--------------------------------------------------+
 *   128 |  length (1 byte), network                       ...
 *       +--------------------------------------------------+
 *   256 |  longs, see {@link UsageCell}                    ...
 *       +--------------------------------------------------+
 * </pre>
 */
final class UsageFileDescriptor {
    static final int VERSION = 1;
    /** "WEIRUSAG" as a little-endian long. */
    static final long MAGIC = 0x4741_5355_5249_4557L;
    static final int MAX_CAPACITY = 1 << 16;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int CAPACITY_OFFSET = 12;
    static final int NEXT_SERIAL_OFFSET = 16;
    static final int CREATED_OFFSET = 24;
    static final int INCARNATION_OFFSET = 32;
    static final int RETIRING_OFFSET = 40;
    static final int RETIRING_INTO_OFFSET = 44;
    static final int STAGING_OFFSET = 1024;
    static final int STATES_OFFSET = 4096;
    static final int RECORDS_OFFSET = STATES_OFFSET + MAX_CAPACITY * Integer.BYTES;
    static final int RECORD_LENGTH = 1024;

    /** States of a record. The data path takes what is free and closes it, the ledger frees it again. */
    static final int FREE = 0;
    static final int OPEN = 1;
    static final int CLOSED = 2;
    static final int RETIRED = 3;

    /** Kinds of records. */
    static final int KIND_QP = 1;
    /** A tenant's own: what belongs to no queue pair, and queue pairs for which there was no record. */
    static final int KIND_TENANT = 2;
    /** What a tenant's records were when they were freed, summed up; never booked. */
    static final int KIND_PAST = 3;
    static final int KIND_RAIL = 4;

    static final int SERIAL_OFFSET = 0;
    static final int KIND_OFFSET = 8;
    static final int TYPE_OFFSET = 12;
    static final int QPN_OFFSET = 16;
    static final int BEGUN_OFFSET = 24;
    static final int ENDED_OFFSET = 32;
    static final int PEER_OFFSET = 40;
    static final int TENANT_OFFSET = 64;
    static final int NETWORK_OFFSET = 128;
    static final int CELLS_OFFSET = 256;

    private static final int MAX_NAME = 63;

    private UsageFileDescriptor() {
    }

    static long fileLength(final int capacity) {
        return RECORDS_OFFSET + (long) capacity * RECORD_LENGTH;
    }

    static int stateOffset(final int record) {
        return STATES_OFFSET + record * Integer.BYTES;
    }

    static int recordOffset(final int record) {
        return RECORDS_OFFSET + record * RECORD_LENGTH;
    }

    static int cellOffset(final int record, final int cell) {
        return recordOffset(record) + CELLS_OFFSET + cell * Long.BYTES;
    }

    static void putName(final MutableDirectBuffer buffer, final int offset, final String name) {
        final byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        final int length = Math.min(bytes.length, MAX_NAME);
        buffer.putByte(offset, (byte) length);
        buffer.putBytes(offset + 1, bytes, 0, length);
    }

    /** Null if it is none. */
    static String name(final DirectBuffer buffer, final int offset) {
        final int length = buffer.getByte(offset);
        if (length < 1 || length > MAX_NAME) {
            return null;
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset + 1, bytes);
        final String name = new String(bytes, StandardCharsets.US_ASCII);
        return TenantPolicy.NAME.matcher(name).matches() ? name : null;
    }
}
