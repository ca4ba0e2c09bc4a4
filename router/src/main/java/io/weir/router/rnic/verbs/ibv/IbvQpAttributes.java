package io.weir.router.rnic.verbs.ibv;

import io.weir.verbs.Mtu;
import io.weir.verbs.QpState;
import org.agrona.UnsafeApi;

/**
 * What {@link IbvQp#modify} changes: {@code struct ibv_qp_attr} with the mask of {@code ibv_modify_qp(3)}; setting a
 * field sets its bit. Reused: {@link #clear} first. Its memory lives until {@link #free}.
 */
public final class IbvQpAttributes {
    static final Struct STRUCT = new Struct("ibv_qp_attr", 144);
    private static final int QP_STATE = STRUCT.at("qp_state", 0);
    private static final int PATH_MTU = STRUCT.at("path_mtu", 8);
    private static final int QKEY = STRUCT.at("qkey", 16);
    private static final int RQ_PSN = STRUCT.at("rq_psn", 20);
    private static final int SQ_PSN = STRUCT.at("sq_psn", 24);
    private static final int DEST_QP_NUM = STRUCT.at("dest_qp_num", 28);
    private static final int QP_ACCESS_FLAGS = STRUCT.at("qp_access_flags", 32);
    private static final int AH_ATTR = STRUCT.at("ah_attr", 56);
    private static final int PKEY_INDEX = STRUCT.at("pkey_index", 120);
    private static final int MAX_RD_ATOMIC = STRUCT.at("max_rd_atomic", 126);
    private static final int MAX_DEST_RD_ATOMIC = STRUCT.at("max_dest_rd_atomic", 127);
    private static final int MIN_RNR_TIMER = STRUCT.at("min_rnr_timer", 128);
    private static final int PORT_NUM = STRUCT.at("port_num", 129);
    private static final int TIMEOUT = STRUCT.at("timeout", 130);
    private static final int RETRY_CNT = STRUCT.at("retry_cnt", 131);
    private static final int RNR_RETRY = STRUCT.at("rnr_retry", 132);

    static final int STATE_BIT = 1;
    private static final int ACCESS_FLAGS_BIT = 1 << 3;
    private static final int PKEY_INDEX_BIT = 1 << 4;
    private static final int PORT_BIT = 1 << 5;
    private static final int QKEY_BIT = 1 << 6;
    private static final int AV_BIT = 1 << 7;
    private static final int PATH_MTU_BIT = 1 << 8;
    private static final int TIMEOUT_BIT = 1 << 9;
    private static final int RETRY_CNT_BIT = 1 << 10;
    private static final int RNR_RETRY_BIT = 1 << 11;
    private static final int RQ_PSN_BIT = 1 << 12;
    private static final int MAX_RD_ATOMIC_BIT = 1 << 13;
    private static final int MIN_RNR_TIMER_BIT = 1 << 15;
    private static final int SQ_PSN_BIT = 1 << 16;
    private static final int MAX_DEST_RD_ATOMIC_BIT = 1 << 17;
    private static final int DEST_QPN_BIT = 1 << 20;

    private final long address = Ibv.zeroed(STRUCT.size() + IbvQpInit.STRUCT.size());
    private int mask;

    /** Nothing is to be changed. */
    public IbvQpAttributes clear() {
        UnsafeApi.setMemory(address, STRUCT.size(), (byte) 0);
        mask = 0;
        return this;
    }

    long address() {
        return address;
    }

    /** Where a query writes what nobody reads. */
    long initAddress() {
        return address + STRUCT.size();
    }

    int mask() {
        return mask;
    }

    QpState state() {
        return QpState.of(UnsafeApi.getInt(address + QP_STATE));
    }

    /** The state to go to. */
    public IbvQpAttributes state(final QpState state) {
        return put(QP_STATE, state.value(), STATE_BIT);
    }

    /** Rights of the queue pair itself, {@link io.weir.verbs.AccessFlags}. */
    public IbvQpAttributes accessFlags(final int access) {
        return put(QP_ACCESS_FLAGS, access, ACCESS_FLAGS_BIT);
    }

    /** The port it uses, and which entry of its P_Key table. */
    public IbvQpAttributes port(final int port, final int pkeyIndex) {
        UnsafeApi.putShort(address + PKEY_INDEX, (short) pkeyIndex);
        mask |= PKEY_INDEX_BIT;
        return put8(PORT_NUM, port, PORT_BIT);
    }

    /** The Q_Key that datagrams must have. */
    public IbvQpAttributes qkey(final int qkey) {
        return put(QKEY, qkey, QKEY_BIT);
    }

    /** Where the peer is. */
    public IbvQpAttributes path(final IbvAhAttributes path, final Mtu mtu) {
        path.write(address + AH_ATTR);
        mask |= AV_BIT;
        return put(PATH_MTU, mtu.value(), PATH_MTU_BIT);
    }

    /** The peer, and what its requests look like. */
    public IbvQpAttributes peer(final int qpNumber, final int rqPsn) {
        put(DEST_QP_NUM, qpNumber, DEST_QPN_BIT);
        return put(RQ_PSN, rqPsn, RQ_PSN_BIT);
    }

    /** RC: READs and atomics of the peer served at a time, and the delay asked for in an RNR NAK. */
    public IbvQpAttributes responder(final int maxDestReadAtomic, final int minRnrTimer) {
        put8(MAX_DEST_RD_ATOMIC, maxDestReadAtomic, MAX_DEST_RD_ATOMIC_BIT);
        return put8(MIN_RNR_TIMER, minRnrTimer, MIN_RNR_TIMER_BIT);
    }

    /** The first PSN used. */
    public IbvQpAttributes sendPsn(final int sqPsn) {
        return put(SQ_PSN, sqPsn, SQ_PSN_BIT);
    }

    /** RC: how often and after how long to try again, and READs and atomics outstanding. */
    public IbvQpAttributes requester(final int timeout, final int retryCount, final int rnrRetry,
                                     final int maxReadAtomic) {
        put8(TIMEOUT, timeout, TIMEOUT_BIT);
        put8(RETRY_CNT, retryCount, RETRY_CNT_BIT);
        put8(RNR_RETRY, rnrRetry, RNR_RETRY_BIT);
        return put8(MAX_RD_ATOMIC, maxReadAtomic, MAX_RD_ATOMIC_BIT);
    }

    /** Frees the memory; nothing may be used any more. */
    public void free() {
        UnsafeApi.freeMemory(address);
    }

    private IbvQpAttributes put(final int offset, final int value, final int bit) {
        UnsafeApi.putInt(address + offset, value);
        mask |= bit;
        return this;
    }

    private IbvQpAttributes put8(final int offset, final int value, final int bit) {
        UnsafeApi.putByte(address + offset, (byte) value);
        mask |= bit;
        return this;
    }
}
