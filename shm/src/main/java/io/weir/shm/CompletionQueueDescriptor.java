package io.weir.shm;

/**
 * A completion queue: a ring of work completions, router to tenant.
 *
 * <pre>
 *     0   8  consumer index: polled so far                      tenant, release
 *     8   4  armed: 0 no, 1 solicited only, 2 next              tenant sets, router takes back to 0 when it notifies
 *    64   8  producer index: completed so far                   router, release; for people, the tenant need not read
 * it
 *    72   4  overrun: 1 when a completion found no room         router
 *   128      depth × 64: work completions                       router
 * </pre>
 * Indices count from 0 for ever; completion i is in slot i mod depth (a power of two), and valid once its sequence is i
 * + 1, so that an empty poll reads one line and writes none.
 *
 * <p>Arming: the tenant sets the word, a full fence, polls once more, then sleeps on its completion channel. The router
 * writes completions, a full fence, then looks at the word.
 *
 * <p>A work completion ({@code ibv_wc}):
 * <pre>
 *     0   8  wr_id
 *     8   4  status ({@link io.weir.verbs.WcStatus})
 *    12   4  opcode ({@link io.weir.verbs.WcOpcode})
 *    16   4  byte_len, unsigned
 *    20   4  immediate data, host order
 *    24   4  qp_num
 *    28   4  src_qp
 *    32   4  flags ({@link io.weir.verbs.WcFlags})
 *    36   4  vendor error
 *    56   8  sequence, release, last
 * </pre>
 */
public final class CompletionQueueDescriptor {
    public static final int CONSUMER_OFFSET = 0;
    public static final int ARMED_OFFSET = 8;
    public static final int PRODUCER_OFFSET = 64;
    public static final int OVERRUN_OFFSET = 72;
    public static final int ENTRIES_OFFSET = 128;

    public static final int WR_ID_OFFSET = 0;
    public static final int STATUS_OFFSET = 8;
    public static final int OPCODE_OFFSET = 12;
    public static final int BYTE_LEN_OFFSET = 16;
    public static final int IMMEDIATE_OFFSET = 20;
    public static final int QP_NUM_OFFSET = 24;
    public static final int SRC_QP_OFFSET = 28;
    public static final int FLAGS_OFFSET = 32;
    public static final int VENDOR_ERROR_OFFSET = 36;
    public static final int SEQUENCE_OFFSET = 56;
    /** Bytes of one work completion. */
    public static final int STRIDE = 64;

    /** {@link #ARMED_OFFSET}: no notification wanted. */
    public static final int NOT_ARMED = 0;
    /** {@link #ARMED_OFFSET}: notify of the next solicited or failed completion. */
    public static final int ARMED_SOLICITED = 1;
    /** {@link #ARMED_OFFSET}: notify of the next completion. */
    public static final int ARMED_NEXT = 2;

    private CompletionQueueDescriptor() {
    }

    /** Bytes of the whole ring. */
    public static long ringLength(final int depth) {
        return ENTRIES_OFFSET + (long) depth * STRIDE;
    }
}
