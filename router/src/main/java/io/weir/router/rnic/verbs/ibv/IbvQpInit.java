package io.weir.router.rnic.verbs.ibv;

import io.weir.verbs.QpType;
import org.agrona.UnsafeApi;

/**
 * What a queue pair is made of: {@code struct ibv_qp_init_attr}. Not every send completes: who posts asks for it.
 *
 * @param type      RC, UC or UD
 * @param sendCq    where sends complete
 * @param recvCq    where receives complete
 * @param srq       where it takes its receives from; null for a queue of its own
 * @param maxSendWr send work requests posted and not completed
 * @param maxRecvWr receive work requests; of no meaning with an SRQ
 * @param maxSendSge scatter/gather entries of a send work request
 * @param maxRecvSge scatter/gather entries of a receive work request
 * @param maxInline bytes that a send work request may carry itself
 */
public record IbvQpInit(QpType type, IbvCq sendCq, IbvCq recvCq, IbvSrq srq, int maxSendWr, int maxRecvWr,
                        int maxSendSge, int maxRecvSge, int maxInline) {
    static final Struct STRUCT = new Struct("ibv_qp_init_attr", 64);
    private static final int SEND_CQ = STRUCT.at("send_cq", 8);
    private static final int RECV_CQ = STRUCT.at("recv_cq", 16);
    private static final int SRQ = STRUCT.at("srq", 24);
    private static final int MAX_SEND_WR = STRUCT.at("cap.max_send_wr", 32);
    private static final int MAX_RECV_WR = STRUCT.at("cap.max_recv_wr", 36);
    private static final int MAX_SEND_SGE = STRUCT.at("cap.max_send_sge", 40);
    private static final int MAX_RECV_SGE = STRUCT.at("cap.max_recv_sge", 44);
    private static final int MAX_INLINE_DATA = STRUCT.at("cap.max_inline_data", 48);
    private static final int QP_TYPE = STRUCT.at("qp_type", 52);

    private static final int IBV_QPT_RC = 2;
    private static final int IBV_QPT_UC = 3;
    private static final int IBV_QPT_UD = 4;

    /** The structure in memory that the caller frees. */
    long write() {
        final long at = Ibv.zeroed(STRUCT.size());
        UnsafeApi.putLong(at + SEND_CQ, sendCq.pointer());
        UnsafeApi.putLong(at + RECV_CQ, recvCq.pointer());
        UnsafeApi.putLong(at + SRQ, srq == null ? 0 : srq.pointer());
        UnsafeApi.putInt(at + MAX_SEND_WR, maxSendWr);
        UnsafeApi.putInt(at + MAX_RECV_WR, srq == null ? maxRecvWr : 0);
        UnsafeApi.putInt(at + MAX_SEND_SGE, maxSendSge);
        UnsafeApi.putInt(at + MAX_RECV_SGE, srq == null ? maxRecvSge : 0);
        UnsafeApi.putInt(at + MAX_INLINE_DATA, maxInline);
        UnsafeApi.putInt(at + QP_TYPE, switch (type) {
            case RC -> IBV_QPT_RC;
            case UC -> IBV_QPT_UC;
            case UD -> IBV_QPT_UD;
        });
        return at;
    }
}
