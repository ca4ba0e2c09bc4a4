package io.weir.shm;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;

/**
 * The queue segment: one sealed memfd per session, mapped whole by both sides, holding its header, its doorbells and
 * its rings. Sparse: only what is used takes memory.
 *
 * <pre>
 *    offset  size
 *         0     8  magic "WEIRQSEG"                         router, once
 *         8     4  layout version                           router, once
 *        12     4  session id                               router, once
 *        16     8  length of the segment                    router, once
 *        64     4  data path sleeps: 1, else 0              router; the tenant takes it 1 → 0 when it rings
 *       128     4  control path sleeps: 1, else 0           router; the tenant takes it 1 → 0 when it rings
 *       192     4  device state: 0 active, 1 fatal          router
 *       256    32  doorbell summary, 4 × 64 bits            tenant sets, router clears
 *      4096  2048  doorbells, 256 × 64 bits                 tenant sets, router clears
 *      8192        rings, each at an offset that a control reply names
 * </pre>
 *
 * <p>Every queue that can be posted to (queue pair, shared receive queue) has a doorbell number, 0..16383. To ring
 * number n: after the producer index is stored, a full fence; if bit n%64 of word n/64 is clear, set it atomically,
 * then bit (n/64)%64 of summary word n/4096 likewise; another full fence; if the data path sleeps, take its word from 1
 * to 0 and, who succeeded, writes the doorbell eventfd. The router goes to sleep the other way round: sets the word, a
 * full fence, looks at the summaries once more, sleeps. Of a session that has been idle for a while it may do the same
 * and stay awake for others: it looks at that one again when its eventfd was written.
 */
public final class QueueSegmentDescriptor {
    /** "WEIRQSEG" read as a little-endian long. */
    public static final long MAGIC = 0x4745_5351_5249_4557L;
    /** Raised whenever anything in this package moves. */
    public static final int LAYOUT_VERSION = 1;
    /** Length of the segment, bytes. */
    public static final long SEGMENT_LENGTH = 1L << 30;

    public static final int MAGIC_OFFSET = 0;
    public static final int VERSION_OFFSET = 8;
    public static final int SESSION_ID_OFFSET = 12;
    public static final int LENGTH_OFFSET = 16;
    public static final int DATA_SLEEP_OFFSET = CACHE_LINE_LENGTH;
    public static final int CONTROL_SLEEP_OFFSET = 2 * CACHE_LINE_LENGTH;
    public static final int DEVICE_STATE_OFFSET = 3 * CACHE_LINE_LENGTH;
    public static final int DOORBELL_SUMMARY_OFFSET = 4 * CACHE_LINE_LENGTH;
    public static final int DOORBELLS_OFFSET = 4096;
    public static final int RINGS_OFFSET = 8192;

    /** Doorbells there are. */
    public static final int DOORBELL_COUNT = 16384;
    /** 64-bit words of them. */
    public static final int DOORBELL_WORDS = DOORBELL_COUNT / 64;
    /** 64-bit summary words, one bit a doorbell word. */
    public static final int SUMMARY_WORDS = DOORBELL_WORDS / 64;

    /** {@link #DEVICE_STATE_OFFSET}: serving. */
    public static final int DEVICE_ACTIVE = 0;
    /** {@link #DEVICE_STATE_OFFSET}: the router gave the session up. */
    public static final int DEVICE_FATAL = 1;

    private QueueSegmentDescriptor() {
    }
}
