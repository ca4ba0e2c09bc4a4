package io.weir.client;

import io.weir.verbs.AccessFlags;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;

/**
 * Attributes of a queue pair ({@code ibv_qp_attr}). Each setter returns this and adds its bit to {@link #mask()}, so
 * that {@link QueuePair#modify(QpAttributes)} changes what was set and nothing else.
 */
public final class QpAttributes {
    private int mask;
    private QpState state;
    private QpState curState;
    private int accessFlags;
    private Mtu pathMtu;
    private int destQpNumber;
    private int rqPsn;
    private int sqPsn;
    private int minRnrTimer;
    private int maxRdAtomic;
    private int maxDestRdAtomic;
    private int timeout;
    private int retryCount;
    private int rnrRetry;
    private int qkey;
    private int port;
    private int pkeyIndex;
    private int sgidIndex;
    private Gid destGid;
    private int trafficClass;
    private int serviceLevel;
    private boolean sqDraining;

    /** What was set, {@link QpAttributeMask}. */
    public int mask() {
        return mask;
    }

    /** The state to go to. */
    public QpAttributes state(final QpState value) {
        state = value;
        return with(QpAttributeMask.STATE);
    }

    /** The state that the queue pair is taken to be in. */
    public QpAttributes curState(final QpState value) {
        curState = value;
        return with(QpAttributeMask.CUR_STATE);
    }

    /** What peers may do, {@link AccessFlags}. */
    public QpAttributes accessFlags(final int value) {
        accessFlags = value;
        return with(QpAttributeMask.ACCESS_FLAGS);
    }

    /** Path MTU. */
    public QpAttributes pathMtu(final Mtu value) {
        pathMtu = value;
        return with(QpAttributeMask.PATH_MTU);
    }

    /** The peer's queue pair number. */
    public QpAttributes destQpNumber(final int value) {
        destQpNumber = value;
        return with(QpAttributeMask.DEST_QPN);
    }

    /** First PSN received, 24 bits. */
    public QpAttributes rqPsn(final int value) {
        rqPsn = value;
        return with(QpAttributeMask.RQ_PSN);
    }

    /** First PSN sent, 24 bits. */
    public QpAttributes sqPsn(final int value) {
        sqPsn = value;
        return with(QpAttributeMask.SQ_PSN);
    }

    /** RNR NAK timer, 0 to 31, as coded in IBTA volume 1, table 45: 12 is 0.64 ms. */
    public QpAttributes minRnrTimer(final int value) {
        minRnrTimer = value;
        return with(QpAttributeMask.MIN_RNR_TIMER);
    }

    /** READs and atomics outstanding as requester. */
    public QpAttributes maxRdAtomic(final int value) {
        maxRdAtomic = value;
        return with(QpAttributeMask.MAX_QP_RD_ATOMIC);
    }

    /** READs and atomics outstanding as responder. */
    public QpAttributes maxDestRdAtomic(final int value) {
        maxDestRdAtomic = value;
        return with(QpAttributeMask.MAX_DEST_RD_ATOMIC);
    }

    /** Local ACK timeout, 0 to 31: 4.096 µs × 2^value, 0 for ever. */
    public QpAttributes timeout(final int value) {
        timeout = value;
        return with(QpAttributeMask.TIMEOUT);
    }

    /** Retries of a lost packet, 0 to 7. */
    public QpAttributes retryCount(final int value) {
        retryCount = value;
        return with(QpAttributeMask.RETRY_CNT);
    }

    /** Retries when the peer has no receive, 0 to 7; 7 for ever. */
    public QpAttributes rnrRetry(final int value) {
        rnrRetry = value;
        return with(QpAttributeMask.RNR_RETRY);
    }

    /** Q_Key (UD). */
    public QpAttributes qkey(final int value) {
        qkey = value;
        return with(QpAttributeMask.QKEY);
    }

    /** Port, from 1. */
    public QpAttributes port(final int value) {
        port = value;
        return with(QpAttributeMask.PORT);
    }

    /** P_Key index. */
    public QpAttributes pkeyIndex(final int value) {
        pkeyIndex = value;
        return with(QpAttributeMask.PKEY_INDEX);
    }

    /** The address vector: the peer's GID, from our GID table's entry 0. */
    public QpAttributes destGid(final Gid value) {
        return destGid(value, 0);
    }

    /** The address vector: the peer's GID and the index of ours. */
    public QpAttributes destGid(final Gid value, final int ownGidIndex) {
        destGid = value;
        sgidIndex = ownGidIndex;
        return with(QpAttributeMask.AV);
    }

    /**
     * The address vector: traffic class of its GRH, one byte; 0 if not said. The operator's policy may give the queue
     * pair a class of service by it.
     */
    public QpAttributes trafficClass(final int value) {
        trafficClass = value;
        return with(QpAttributeMask.AV);
    }

    /** The address vector: its service level, 0 to 15; likewise. */
    public QpAttributes serviceLevel(final int value) {
        serviceLevel = value;
        return with(QpAttributeMask.AV);
    }

    /** Traffic class of the address vector. */
    public int trafficClass() {
        return trafficClass;
    }

    /** Service level of the address vector. */
    public int serviceLevel() {
        return serviceLevel;
    }

    /** State, or null if not set. */
    public QpState state() {
        return state;
    }

    /** State taken to be in, or null if not set. */
    public QpState curState() {
        return curState;
    }

    /** {@link AccessFlags}. */
    public int accessFlags() {
        return accessFlags;
    }

    /** Path MTU, or null if not set. */
    public Mtu pathMtu() {
        return pathMtu;
    }

    /** The peer's queue pair number. */
    public int destQpNumber() {
        return destQpNumber;
    }

    /** First PSN received. */
    public int rqPsn() {
        return rqPsn;
    }

    /** First PSN sent. */
    public int sqPsn() {
        return sqPsn;
    }

    /** RNR NAK timer, coded. */
    public int minRnrTimer() {
        return minRnrTimer;
    }

    /** READs and atomics outstanding as requester. */
    public int maxRdAtomic() {
        return maxRdAtomic;
    }

    /** READs and atomics outstanding as responder. */
    public int maxDestRdAtomic() {
        return maxDestRdAtomic;
    }

    /** Local ACK timeout, coded. */
    public int timeout() {
        return timeout;
    }

    /** Retries of a lost packet. */
    public int retryCount() {
        return retryCount;
    }

    /** Retries when the peer has no receive. */
    public int rnrRetry() {
        return rnrRetry;
    }

    /** Q_Key. */
    public int qkey() {
        return qkey;
    }

    /** Port. */
    public int port() {
        return port;
    }

    /** P_Key index. */
    public int pkeyIndex() {
        return pkeyIndex;
    }

    /** Index of our GID. */
    public int sgidIndex() {
        return sgidIndex;
    }

    /** The peer's GID, or null if not set. */
    public Gid destGid() {
        return destGid;
    }

    /** In SQD: whether work posted before is still under way. Queried only. */
    public boolean isSqDraining() {
        return sqDraining;
    }

    QpAttributes sqDraining(final boolean value) {
        sqDraining = value;
        return this;
    }

    private QpAttributes with(final int bit) {
        mask |= bit;
        return this;
    }
}
