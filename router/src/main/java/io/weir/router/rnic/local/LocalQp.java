package io.weir.router.rnic.local;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.RunQueue;
import io.weir.router.rnic.host.SendWindow;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;

/** A queue pair of a {@link LocalRnic}, connected to another of it or, for datagrams, to none. */
final class LocalQp extends RunQueue.Member implements RnicQp {
    private final LocalRnic rnic;
    private final HostPd pd;
    private final QpType type;
    private final int number;
    private final QpOwner owner;
    private final SendWindow window;
    private final Requester requester;
    private final Datagrams datagrams;
    private final Responder responder;
    private QpState state = QpState.RESET;
    private RtrAttributes route;
    private boolean destroyed;
    private boolean established;

    LocalQp(final LocalRnic rnic, final HostPd pd, final QpType type, final int number, final QpOwner owner,
            final ReceiveSource receives, final int windowSize, final int maxSge) {
        this.rnic = rnic;
        this.pd = pd;
        this.type = type;
        this.number = number;
        this.owner = owner;
        window = new SendWindow(windowSize, maxSge, owner, rnic.meter());
        requester = new Requester(this, window, rnic);
        datagrams = new Datagrams(this, window, rnic);
        responder = new Responder(rnic, pd, type, owner, receives, maxSge);
        pd.retain();
    }

    @Override
    public int qpNumber() {
        return number;
    }

    @Override
    public int toRtr(final RtrAttributes attributes) {
        if (state != QpState.RESET || destroyed) {
            return Errno.EINVAL;
        }
        route = attributes;
        established = false;
        responder.connect(attributes.access(), attributes.maxDestReadAtomic());
        state = QpState.RTR;
        wakePeer();
        return 0;
    }

    @Override
    public int toRts(final RtsAttributes attributes) {
        if (state != QpState.RTR) {
            return Errno.EINVAL;
        }
        requester.connect(attributes);
        state = QpState.RTS;
        return 0;
    }

    @Override
    public void toError() {
        if (state == QpState.ERR || destroyed) {
            return;
        }
        state = QpState.ERR;
        requester.stop();
        responder.flush();
        window.flush();
        makeRunnable();
    }

    @Override
    public void toReset() {
        state = QpState.RESET;
        route = null;
        requester.stop();
        responder.clear();
        window.clear();
    }

    @Override
    public int postSend(final SendWr wr) {
        if (state != QpState.RTS && state != QpState.ERR) {
            return Errno.EINVAL;
        }
        if (!window.add(wr)) {
            return Errno.ENOMEM;
        }
        makeRunnable();
        return 0;
    }

    @Override
    public void receivesPosted() {
        wakePeer();
    }

    @Override
    public void destroy() {
        if (!destroyed) {
            toReset();
            destroyed = true;
            rnic.remove(this);
            pd.release();
        }
    }

    private void wakePeer() {
        final LocalQp peer = route == null || type == QpType.UD ? null : rnic.queuePair(route.qpNumber());
        if (peer != null && peer.requester.isWaiting()) {
            peer.requester.wake();
            peer.makeRunnable();
        }
    }

    /** One turn: moves at most {@code budget} bytes, answers what the turn cost; 0 if there was nothing to do. */
    long run(final long budget, final long nowNs) {
        if (state == QpState.ERR) {
            return window.flush();
        }
        long cost = 0;
        while (cost < budget && isRunnable()) {
            cost += type == QpType.UD ? datagrams.step() : requester.step(peer(), budget - cost, nowNs);
        }
        return cost;
    }

    boolean isRunnable() {
        return !window.isEmpty() && (state == QpState.ERR || (state == QpState.RTS && !requester.isWaiting()));
    }

    void makeRunnable() {
        if (isRunnable()) {
            rnic.makeRunnable(this);
        }
    }

    /** The queue pair at the other end, or null if none is there that would answer: wrong number, state or peer. */
    private LocalQp peer() {
        final LocalQp peer = rnic.queuePair(route.qpNumber());
        if (peer == null || peer.type != type || (peer.state != QpState.RTR && peer.state != QpState.RTS)
            || peer.route.qpNumber() != number) {
            return null;
        }
        if (!peer.established) {
            peer.established = true;
            if (peer.state == QpState.RTR) {
                peer.owner.onAsyncEvent(AsyncEventType.COMM_EST);
            }
        }
        return peer;
    }

    boolean isReliable() {
        return type == QpType.RC;
    }

    /** Whether a datagram from that queue pair, with that Q_Key, is for this one. */
    boolean takesDatagram(final int qkey, final int source) {
        return type == QpType.UD && (state == QpState.RTR || state == QpState.RTS) && route.qkey() == qkey
            && owner.acceptsDatagram(0, source);
    }

    /** Whether there is a peer that would answer the request under way. */
    boolean canGoOn() {
        final LocalQp peer = peer();
        return peer != null && (!requester.needsReceiveInProgress() || peer.responder.isReceiving());
    }

    Responder responder() {
        return responder;
    }

    int minRnrTimer() {
        return route.minRnrTimer();
    }

    /** The oldest send failed: it completes so, and the queue pair is in ERR. */
    void failSend(final WcStatus status) {
        if (state == QpState.RTS && !window.isEmpty()) {
            state = QpState.ERR;
            requester.stop();
            window.completeHead(status);
            responder.flush();
            window.flush();
            makeRunnable();
        }
    }

    /** A request of the peer was refused. */
    void failReceive(final AsyncEventType event) {
        toError();
        if (event != null && !destroyed) {
            owner.onAsyncEvent(event);
        }
    }
}
