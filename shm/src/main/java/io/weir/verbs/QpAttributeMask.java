package io.weir.verbs;

/** Which attributes of a {@code ModifyQp} count ({@code ibv_qp_attr_mask}); combined with {@code |}. */
public final class QpAttributeMask {
    /** Next state. */
    public static final int STATE = 1;
    /** State assumed now. */
    public static final int CUR_STATE = 1 << 1;
    /** Access rights of the queue pair. */
    public static final int ACCESS_FLAGS = 1 << 3;
    /** P_Key index. */
    public static final int PKEY_INDEX = 1 << 4;
    /** Port. */
    public static final int PORT = 1 << 5;
    /** Q_Key (UD). */
    public static final int QKEY = 1 << 6;
    /** Address vector: destination GID. */
    public static final int AV = 1 << 7;
    /** Path MTU. */
    public static final int PATH_MTU = 1 << 8;
    /** Local ACK timeout. */
    public static final int TIMEOUT = 1 << 9;
    /** Retry count. */
    public static final int RETRY_CNT = 1 << 10;
    /** RNR retry count. */
    public static final int RNR_RETRY = 1 << 11;
    /** First receive PSN. */
    public static final int RQ_PSN = 1 << 12;
    /** READs and atomics outstanding as requester. */
    public static final int MAX_QP_RD_ATOMIC = 1 << 13;
    /** Minimum RNR NAK timer. */
    public static final int MIN_RNR_TIMER = 1 << 15;
    /** First send PSN. */
    public static final int SQ_PSN = 1 << 16;
    /** READs and atomics outstanding as responder. */
    public static final int MAX_DEST_RD_ATOMIC = 1 << 17;
    /** Peer's queue pair number. */
    public static final int DEST_QPN = 1 << 20;

    private QpAttributeMask() {
    }
}
