package io.weir.router.tenant;

import static io.weir.router.tenant.VerbException.invalid;

import io.weir.verbs.AccessFlags;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpAttributeMask;

/**
 * The attributes of a queue pair ({@code ibv_qp_attr}), as asked for or as they are. Of a request only those count that
 * {@link #mask} names.
 */
public final class QpAttributes {
    private static final int PSN_BITS = 24;

    /** {@link QpAttributeMask}. */
    public int mask;
    /** {@link io.weir.verbs.QpState}, as a number. */
    public int state;
    /** {@link io.weir.verbs.QpState}, as a number. */
    public int currentState;
    /** {@link AccessFlags}. */
    public int access;
    /** {@link Mtu}, as a number. */
    public int pathMtu;
    /** The peer's virtual number. */
    public int destQpNumber;
    /** First PSN expected. */
    public int rqPsn;
    /** First PSN sent. */
    public int sqPsn;
    /** IBTA code, 0 to 31. */
    public int minRnrTimer;
    /** READs and atomics outstanding as requester. */
    public int maxReadAtomic;
    /** READs and atomics served at a time. */
    public int maxDestReadAtomic;
    /** IBTA code, 0 to 31. */
    public int timeout;
    /** 0 to 7. */
    public int retryCount;
    /** 0 to 7. */
    public int rnrRetry;
    /** Q_Key. */
    public int qkey;
    /** Always 1. */
    public int port;
    /** Always 0. */
    public int pkeyIndex;
    /** Always 0. */
    public int sgidIndex;
    /** Of the address vector's GRH, one byte. */
    public int trafficClass;
    /** Of the address vector, 0 to 15. */
    public int serviceLevel;
    /** The peer's virtual GID. */
    public Gid dgid = new Gid(0, 0);

    boolean has(final int attribute) {
        return (mask & attribute) != 0;
    }

    /** Throws EINVAL for a value out of range. */
    void checkRanges(final int deviceMaxReadAtomic, final Mtu activeMtu) {
        if (has(QpAttributeMask.PORT) && port != 1) {
            throw invalid("port is " + port + ", the device has port 1 alone");
        }
        if (has(QpAttributeMask.PKEY_INDEX) && pkeyIndex != 0) {
            throw invalid("P_Key index is " + pkeyIndex + ", the port has index 0 alone");
        }
        if (has(QpAttributeMask.ACCESS_FLAGS) && (access & ~AccessFlags.ALL) != 0) {
            throw invalid("access has unknown flags 0x" + Integer.toHexString(access & ~AccessFlags.ALL));
        }
        if (has(QpAttributeMask.PATH_MTU)) {
            checkMtu(activeMtu);
        }
        if (has(QpAttributeMask.AV) && sgidIndex != 0) {
            throw invalid("sgid_index is " + sgidIndex + ", the port has GID index 0 alone");
        }
        checkRange(QpAttributeMask.AV, "traffic_class", trafficClass, 255);
        checkRange(QpAttributeMask.AV, "sl", serviceLevel, 15);
        checkRange(QpAttributeMask.DEST_QPN, "dest_qp_num", destQpNumber, (1 << PSN_BITS) - 1);
        checkRange(QpAttributeMask.RQ_PSN, "rq_psn", rqPsn, (1 << PSN_BITS) - 1);
        checkRange(QpAttributeMask.SQ_PSN, "sq_psn", sqPsn, (1 << PSN_BITS) - 1);
        checkRange(QpAttributeMask.MIN_RNR_TIMER, "min_rnr_timer", minRnrTimer, 31);
        checkRange(QpAttributeMask.TIMEOUT, "timeout", timeout, 31);
        checkRange(QpAttributeMask.RETRY_CNT, "retry_cnt", retryCount, 7);
        checkRange(QpAttributeMask.RNR_RETRY, "rnr_retry", rnrRetry, 7);
        checkRange(QpAttributeMask.MAX_QP_RD_ATOMIC, "max_rd_atomic", maxReadAtomic, deviceMaxReadAtomic);
        checkRange(QpAttributeMask.MAX_DEST_RD_ATOMIC, "max_dest_rd_atomic", maxDestReadAtomic, deviceMaxReadAtomic);
    }

    /** Takes over what {@code changes} names. */
    void apply(final QpAttributes changes) {
        if (changes.has(QpAttributeMask.ACCESS_FLAGS)) {
            access = changes.access;
        }
        if (changes.has(QpAttributeMask.PATH_MTU)) {
            pathMtu = changes.pathMtu;
        }
        if (changes.has(QpAttributeMask.DEST_QPN)) {
            destQpNumber = changes.destQpNumber;
        }
        if (changes.has(QpAttributeMask.RQ_PSN)) {
            rqPsn = changes.rqPsn;
        }
        if (changes.has(QpAttributeMask.SQ_PSN)) {
            sqPsn = changes.sqPsn;
        }
        if (changes.has(QpAttributeMask.MIN_RNR_TIMER)) {
            minRnrTimer = changes.minRnrTimer;
        }
        if (changes.has(QpAttributeMask.MAX_QP_RD_ATOMIC)) {
            maxReadAtomic = changes.maxReadAtomic;
        }
        if (changes.has(QpAttributeMask.MAX_DEST_RD_ATOMIC)) {
            maxDestReadAtomic = changes.maxDestReadAtomic;
        }
        if (changes.has(QpAttributeMask.TIMEOUT)) {
            timeout = changes.timeout;
        }
        if (changes.has(QpAttributeMask.RETRY_CNT)) {
            retryCount = changes.retryCount;
        }
        if (changes.has(QpAttributeMask.RNR_RETRY)) {
            rnrRetry = changes.rnrRetry;
        }
        if (changes.has(QpAttributeMask.QKEY)) {
            qkey = changes.qkey;
        }
        if (changes.has(QpAttributeMask.AV)) {
            dgid = changes.dgid;
            trafficClass = changes.trafficClass;
            serviceLevel = changes.serviceLevel;
        }
    }

    private void checkMtu(final Mtu activeMtu) {
        final Mtu mtu = Mtu.of(pathMtu);
        if (mtu == null) {
            throw invalid("path_mtu is " + pathMtu + ", not one of IBV_MTU_256 (1) to IBV_MTU_4096 (5)");
        }
        if (mtu.bytes() > activeMtu.bytes()) {
            throw invalid("path_mtu is " + mtu.bytes() + " bytes, the port's active MTU is " + activeMtu.bytes());
        }
    }

    private void checkRange(final int attribute, final String name, final int value, final int max) {
        if (has(attribute) && (value < 0 || value > max)) {
            throw invalid(name + " is " + value + ", not 0 to " + max);
        }
    }
}
