package io.weir.router.accounting;

import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * Where things lie in the counters file. All little-endian; the header is written once, before the file gets its name.
 * <pre>
 *       0                                                 8
 *      +--------------------------------------------------+
 *    0 |  "WEIRCNTR"                                      |
 *      +-------------------------+------------------------+
 *    8 |  version                |  capacity, counters    |
 *      +-------------------------+------------------------+
 *   16 |  generation: routers that continued it           |
 *      +--------------------------------------------------+
 *   24 |  made at, ms since 1970                          |
 *      +--------------------------------------------------+
 *      |  zeros                                          ...
 *      +--------------------------------------------------+
 * 4096 |  Agrona counters metadata: 512 bytes a counter  ...
 *      +--------------------------------------------------+
 *      |  Agrona counters values: 128 bytes a counter    ...
 *      +--------------------------------------------------+
 * </pre>
 */
final class CountersFileDescriptor {
    static final int VERSION = 2;
    /** It is continued; see {@link UsageKey}. */
    static final int FEW_ERRORS_VERSION = 1;
    static final int HEADER_LENGTH = 4096;
    static final int MAX_CAPACITY = 1 << 20;

    /** "WEIRCNTR" as a little-endian long. */
    static final long MAGIC = 0x5254_4e43_5249_4557L;
    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int CAPACITY_OFFSET = 12;
    static final int GENERATION_OFFSET = 16;
    static final int CREATED_OFFSET = 24;

    private CountersFileDescriptor() {
    }

    static long fileLength(final int capacity) {
        return HEADER_LENGTH + (long) capacity * (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH);
    }

    static UnsafeBuffer metadata(final UnsafeBuffer file, final int capacity) {
        return new UnsafeBuffer(file, HEADER_LENGTH, capacity * CountersReader.METADATA_LENGTH);
    }

    static UnsafeBuffer values(final UnsafeBuffer file, final int capacity) {
        return new UnsafeBuffer(file, HEADER_LENGTH + capacity * CountersReader.METADATA_LENGTH,
            capacity * CountersReader.COUNTER_LENGTH);
    }
}
