package io.weir.shm;

/**
 * A receive queue, of a queue pair or shared: a ring of work requests, tenant to router.
 *
 * <pre>
 *     0   8  producer index: posted so far           tenant, release
 *    64   8  consumer index: taken so far            router, release; their slots are free again
 *   128      depth × stride: work requests           tenant
 * </pre>
 * Indices count from 0 for ever; work request i is in slot i mod depth (a power of two).
 *
 * <p>A work request, of {@link #stride} bytes:
 * <pre>
 *     0   8  wr_id
 *     8   4  num_sge
 *    12   4  zero
 *    16      num_sge × { address 8, length 4, lkey 4 }
 * </pre>
 */
public final class ReceiveQueueDescriptor {
    public static final int PRODUCER_OFFSET = 0;
    public static final int CONSUMER_OFFSET = 64;
    public static final int ENTRIES_OFFSET = 128;

    public static final int WR_ID_OFFSET = 0;
    public static final int NUM_SGE_OFFSET = 8;
    public static final int SGES_OFFSET = 16;

    private ReceiveQueueDescriptor() {
    }

    /** Bytes from one work request to the next. */
    public static int stride(final int maxSge) {
        return (SGES_OFFSET + Math.max(1, maxSge) * SgeDescriptor.LENGTH + 31) & ~31;
    }

    /** Bytes of the whole ring. */
    public static long ringLength(final int depth, final int stride) {
        return ENTRIES_OFFSET + (long) depth * stride;
    }
}
