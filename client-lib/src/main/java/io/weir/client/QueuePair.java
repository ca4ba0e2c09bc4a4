package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpState;

/**
 * A queue pair ({@code ibv_qp}).
 *
 * <p>Threads: one posts sends at a time and one posts receives at a time, without a lock (the two may differ);
 * different queue pairs are independent of each other. Everything else may be called on any thread.
 *
 * <p>Posting never throws, allocates or blocks, and makes a system call only to wake a sleeping router. It returns 0
 * or an error number: EINVAL for a work request that is not well-formed, too large for the queue pair, or not allowed
 * in its state; ENOMEM when the queue is full; ENODEV when the device is gone. What depends on keys, addresses and the
 * peer ends in a work completion's status.
 *
 * <p>A slot of the send queue is free again once its work request has completed, signaled or not.
 */
public final class QueuePair extends Handle {
    private final Granted granted;
    private final int doorbell;
    private final SendRing sendRing;
    private final ReceiveRing receiveRing;
    private final Liveness liveness;
    private final Doorbells doorbells;
    // for the post's own checks; errors that the router finds are seen by their completions and by query()
    private volatile QpState state = QpState.RESET;
    private int badSend = -1;
    private int badReceive = -1;

    QueuePair(
        final ProtectionDomain pd, final QpInitAttributes attributes, final int qpNumber, final int doorbell,
        final SendRing sendRing, final ReceiveRing receiveRing, final Granted granted) {
        super(pd.session, ObjectKind.QP, qpNumber, pd, attributes.sendCq,
            attributes.recvCq == attributes.sendCq ? null : attributes.recvCq, attributes.srq);
        this.doorbell = doorbell;
        this.sendRing = sendRing;
        this.receiveRing = receiveRing;
        this.granted = granted;
        this.liveness = pd.session.liveness();
        this.doorbells = pd.session.doorbells();
    }

    /**
     * What a queue pair was granted, at least what was asked for.
     *
     * @param sendDepth  send work requests outstanding
     * @param recvDepth  receives outstanding; 0 with a shared receive queue
     * @param maxSendSge entries of a send work request
     * @param maxRecvSge entries of a receive
     * @param maxInline  bytes inline
     */
    public record Granted(int sendDepth, int recvDepth, int maxSendSge, int maxRecvSge, int maxInline) {
    }

    /** Its number, unique in the device: what the peer needs besides the GID. */
    public int qpNumber() {
        return number();
    }

    /** Its capabilities. */
    public Granted granted() {
        return granted;
    }

    /** The state it was last brought to or seen in; {@link #query()} asks the router, who may have moved it to ERR. */
    public QpState state() {
        return state;
    }

    /** Posts a send work request ({@code ibv_post_send}); 0 or an error number. */
    public int postSend(final SendWorkRequest wr) {
        final int refused = refuseSend();
        if (refused != 0) {
            return refused;
        }
        final int error = sendRing.put(wr);
        if (error != 0) {
            return liveness.explain(error);
        }
        sendRing.publish();
        doorbells.ring(doorbell);
        return 0;
    }

    /**
     * Posts the first {@code count} work requests in order, shown to the router together. At the first bad one it
     * stops: those before are posted, and {@link #badSend()} says which it was.
     *
     * @return 0 or an error number
     */
    public int postSend(final SendWorkRequest[] wrs, final int count) {
        badSend = 0;
        int error = count < 0 || count > wrs.length ? Errno.EINVAL : refuseSend();
        while (error == 0 && badSend < count) {
            error = wrs[badSend] == null ? Errno.EINVAL : sendRing.put(wrs[badSend]);
            badSend += error == 0 ? 1 : 0;
        }
        if (badSend > 0) {
            sendRing.publish();
            doorbells.ring(doorbell);
        }
        if (error == 0) {
            badSend = -1;
            return 0;
        }
        return liveness.explain(error);
    }

    /** The index of the work request that ended the last batch of sends, or -1 if none did. The posting thread asks. */
    public int badSend() {
        return badSend;
    }

    /**
     * Posts a receive ({@code ibv_post_recv}); 0 or an error number. EINVAL with a shared receive queue: post to that.
     */
    public int postRecv(final ReceiveWorkRequest wr) {
        final int refused = refuseReceive();
        if (refused != 0) {
            return refused;
        }
        final int error = receiveRing.put(wr);
        if (error != 0) {
            return liveness.explain(error);
        }
        receiveRing.publish();
        doorbells.ring(doorbell);
        return 0;
    }

    /** Posts receives; as {@link #postSend(SendWorkRequest[], int)}, with {@link #badRecv()}. */
    public int postRecv(final ReceiveWorkRequest[] wrs, final int count) {
        badReceive = 0;
        int error = count < 0 || count > wrs.length ? Errno.EINVAL : refuseReceive();
        while (error == 0 && badReceive < count) {
            error = wrs[badReceive] == null ? Errno.EINVAL : receiveRing.put(wrs[badReceive]);
            badReceive += error == 0 ? 1 : 0;
        }
        if (badReceive > 0) {
            receiveRing.publish();
            doorbells.ring(doorbell);
        }
        if (error == 0) {
            badReceive = -1;
            return 0;
        }
        return liveness.explain(error);
    }

    /** The index of the receive that ended the last batch, or -1 if none did. The posting thread asks. */
    public int badRecv() {
        return badReceive;
    }

    /**
     * Changes attributes ({@code ibv_modify_qp}).
     *
     * @param mask which of them count, {@link io.weir.verbs.QpAttributeMask}; its type says which there must be
     *             ({@code ibv_modify_qp(3)})
     * @throws VerbsException EINVAL for a transition that the state machine has not (IBTA volume 1, section 10.3.1),
     *                        or lacks an attribute it needs; ENETUNREACH, EHOSTUNREACH or EACCES if the peer can not
     *                        be reached from this network
     */
    public void modify(final QpAttributes attributes, final int mask) {
        QpVerbs.modify(this, attributes, mask);
    }

    /** Changes the attributes that were set. */
    public void modify(final QpAttributes attributes) {
        modify(attributes, attributes.mask());
    }

    /** To RESET: everything posted is forgotten. */
    public void toReset() {
        modify(new QpAttributes().state(QpState.RESET));
    }

    /** RESET to INIT on port 1; from then on receives may be posted. */
    public void toInit(final int accessFlags) {
        modify(new QpAttributes().state(QpState.INIT).pkeyIndex(0).port(1).accessFlags(accessFlags));
    }

    /** INIT to RTR with the device's MTU, as many READs and atomics as it can do, and an RNR timer of 0.64 ms. */
    public void toRtr(final Gid destGid, final int destQpNumber, final int rqPsn) {
        final VirtualDevice device = session.device();
        final Mtu mtu = device.queryPort(1).activeMtu();
        modify(new QpAttributes().state(QpState.RTR).destGid(destGid).destQpNumber(destQpNumber).rqPsn(rqPsn)
            .pathMtu(mtu).maxDestRdAtomic(session.attributes().maxRdAtomic()).minRnrTimer(12));
    }

    /** RTR to RTS with an ACK timeout of 268 ms and 7 retries, waiting for receives of the peer for ever. */
    public void toRts(final int sqPsn) {
        modify(new QpAttributes().state(QpState.RTS).sqPsn(sqPsn).timeout(16).retryCount(7).rnrRetry(7)
            .maxRdAtomic(session.attributes().maxRdAtomic()));
    }

    /** RESET to RTS in one call, PSNs 0 on both sides. */
    public void connect(final Gid destGid, final int destQpNumber, final int accessFlags) {
        toInit(accessFlags);
        toRtr(destGid, destQpNumber, 0);
        toRts(0);
    }

    /** RESET to RTS of a UD queue pair: from then on it sends, and takes datagrams with that Q_Key. */
    public void openDatagrams(final int qkey) {
        modify(new QpAttributes().state(QpState.INIT).pkeyIndex(0).port(1).qkey(qkey));
        modify(new QpAttributes().state(QpState.RTR));
        modify(new QpAttributes().state(QpState.RTS).sqPsn(0));
    }

    /** To ERR: everything posted is flushed. */
    public void toError() {
        modify(new QpAttributes().state(QpState.ERR));
    }

    /** What the router has ({@code ibv_query_qp}), the present state included. */
    public QpAttributes query() {
        return QpVerbs.query(this);
    }

    @Override
    String noun() {
        return "queue pair";
    }

    @Override
    String name() {
        return "0x" + Integer.toHexString(number());
    }

    void enter(final QpState next) {
        state = next;
    }

    private int refuseSend() {
        if (liveness.isDead()) {
            return Errno.ENODEV;
        }
        final QpState now = state;
        return isClosed() || now == QpState.RESET || now == QpState.INIT || now == QpState.RTR ? Errno.EINVAL : 0;
    }

    private int refuseReceive() {
        if (liveness.isDead()) {
            return Errno.ENODEV;
        }
        return isClosed() || receiveRing == null || state == QpState.RESET ? Errno.EINVAL : 0;
    }
}
