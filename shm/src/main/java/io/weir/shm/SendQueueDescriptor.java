package io.weir.shm;

/**
 * A send queue: a ring of work requests, tenant to router.
 *
 * <pre>
 *     0   8  producer index: posted so far           tenant, release
 *    64   8  consumer index: completed so far        router, release; their slots are free again
 *   128      depth × stride: work requests           tenant
 * </pre>
 * Indices count from 0 for ever; work request i is in slot i mod depth (a power of two).
 *
 * <p>A work request, of {@link #stride} bytes:
 * <pre>
 *     0   8  wr_id
 *     8   1  opcode ({@link io.weir.verbs.Opcode})
 *     9   1  flags ({@link io.weir.verbs.SendFlags})
 *    10   2  num_sge; 0 with INLINE
 *    12   4  immediate data, host order
 *    16   8  remote address
 *    24   4  rkey
 *    28   4  inline length, with INLINE
 *    32   8  compare or add
 *    40   8  swap
 *    48      with INLINE the payload, else num_sge × { address 8, length 4, lkey 4 }
 * </pre>
 * On a datagram queue pair there is no remote memory, and its place says where to:
 * <pre>
 *    16   4  address handle
 *    20   4  remote queue pair number
 *    24   4  remote Q_Key
 * </pre>
 * One scatter/gather entry or 16 bytes inline make it one cache line.
 */
public final class SendQueueDescriptor {
    public static final int PRODUCER_OFFSET = 0;
    public static final int CONSUMER_OFFSET = 64;
    public static final int ENTRIES_OFFSET = 128;

    public static final int WR_ID_OFFSET = 0;
    public static final int OPCODE_OFFSET = 8;
    public static final int FLAGS_OFFSET = 9;
    public static final int NUM_SGE_OFFSET = 10;
    public static final int IMMEDIATE_OFFSET = 12;
    public static final int REMOTE_ADDRESS_OFFSET = 16;
    public static final int RKEY_OFFSET = 24;
    /** Datagrams only. */
    public static final int AH_OFFSET = 16;
    /** Datagrams only. */
    public static final int REMOTE_QPN_OFFSET = 20;
    /** Datagrams only. */
    public static final int REMOTE_QKEY_OFFSET = 24;
    public static final int INLINE_LENGTH_OFFSET = 28;
    public static final int COMPARE_ADD_OFFSET = 32;
    public static final int SWAP_OFFSET = 40;
    public static final int PAYLOAD_OFFSET = 48;

    private SendQueueDescriptor() {
    }

    /** Bytes from one work request to the next. */
    public static int stride(final int maxSge, final int maxInline) {
        return (PAYLOAD_OFFSET + Math.max(maxSge * SgeDescriptor.LENGTH, maxInline) + 63) & ~63;
    }

    /** Bytes of the whole ring. */
    public static long ringLength(final int depth, final int stride) {
        return ENTRIES_OFFSET + (long) depth * stride;
    }
}
