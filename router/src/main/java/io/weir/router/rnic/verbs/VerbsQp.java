package io.weir.router.rnic.verbs;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.RunQueue;
import io.weir.router.rnic.verbs.ibv.IbvCompletions;
import io.weir.router.rnic.verbs.ibv.IbvQp;
import io.weir.router.rnic.verbs.ibv.IbvQpAttributes;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;

/**
 * A queue pair of the device. Its state here is what its owner knows; the device may be in ERR earlier, and says so by
 * a completion or an event.
 */
final class VerbsQp extends RunQueue.Member implements RnicQp {
    /** How long {@link #toError} waits for the device to return what it has. */
    private static final long FLUSH_NS = 2_000_000;
    private static final int ATOMIC_MASK = Long.BYTES - 1;

    private final VerbsRnic rnic;
    private final QpType type;
    private final QpOwner owner;
    private final ReceiveSource source;
    private final IbvQp physical;
    private final VerbsCq cq;
    private final int reserved;
    private final SendRing sends;
    private final Receiver receiver;
    private QpState state = QpState.RESET;
    private int epoch;
    /** What is wrong with the work request that {@link #sends} is stopped by. */
    private WcStatus stopStatus;
    private boolean established;
    private boolean failing;
    private boolean destroyed;

    VerbsQp(final VerbsRnic rnic, final QpType type, final QpOwner owner, final ReceiveSource source,
            final IbvQp physical, final VerbsCq cq, final int reserved, final SharedWindow shared,
            final ReceiveWindow own, final int window, final int maxSge) {
        this.rnic = rnic;
        this.type = type;
        this.owner = owner;
        this.source = source;
        this.physical = physical;
        this.cq = cq;
        this.reserved = reserved;
        sends = new SendRing(window, maxSge, rnic.quirks().fencesForEver());
        receiver = new Receiver(this, type, owner, rnic.quirks(), own, shared);
        epoch = rnic.newEpoch();
    }

    @Override
    public int qpNumber() {
        return physical.number();
    }

    IbvQp physical() {
        return physical;
    }

    ReceiveSource source() {
        return source;
    }

    VerbsCq cq() {
        return cq;
    }

    int reserved() {
        return reserved;
    }

    Receiver receiver() {
        return receiver;
    }

    /** The life that its work requests in the device belong to. */
    int epoch() {
        return epoch;
    }

    // ---- states

    @Override
    public int toRtr(final RtrAttributes attributes) {
        if (rnic.isDeviceGone()) {
            return Errno.ENODEV;
        }
        final int pkeyIndex = rnic.port().pkeyIndex(attributes.pkey());
        if (state != QpState.RESET || destroyed || pkeyIndex < 0
            || (type != QpType.UD && attributes.pathMtu().bytes() > rnic.info().mtu())) {
            return Errno.EINVAL;
        }
        if (type != QpType.UD && attributes.port() != rnic.info().port()) {
            return Errno.EHOSTUNREACH;
        }
        final IbvQpAttributes modification = rnic.modification();
        modification.clear().state(QpState.INIT).port(rnic.port().number(), pkeyIndex);
        if (type == QpType.UD) {
            modification.qkey(attributes.qkey());
        } else {
            modification.accessFlags(attributes.access());
        }
        int errno = physical.modify(modification);
        if (errno == 0) {
            errno = physical.modify(toRtr(modification, attributes));
        }
        if (errno != 0) {
            physical.modify(modification.clear().state(QpState.RESET));
            return errno;
        }
        state = QpState.RTR;
        established = false;
        refill();
        return 0;
    }

    private IbvQpAttributes toRtr(final IbvQpAttributes modification, final RtrAttributes attributes) {
        modification.clear().state(QpState.RTR);
        if (type != QpType.UD) {
            modification.path(rnic.port().pathTo(attributes.address(), 0, 0), attributes.pathMtu())
                .peer(attributes.qpNumber(), attributes.rqPsn());
        }
        if (type == QpType.RC) {
            modification.responder(attributes.maxDestReadAtomic(), attributes.minRnrTimer());
        }
        return modification;
    }

    @Override
    public int toRts(final RtsAttributes attributes) {
        if (state != QpState.RTR) {
            return Errno.EINVAL;
        }
        final IbvQpAttributes modification = rnic.modification().clear().state(QpState.RTS).sendPsn(attributes.sqPsn());
        if (type == QpType.RC) {
            modification.requester(attributes.timeout(),
                Math.min(attributes.retryCount(), rnic.quirks().maxRetryCount()), attributes.rnrRetry(),
                attributes.maxReadAtomic());
        }
        final int errno = physical.modify(modification);
        if (errno == 0) {
            state = QpState.RTS;
        }
        return errno;
    }

    @Override
    public void toError() {
        if (state != QpState.ERR && !destroyed) {
            state = QpState.ERR;
            failing = true;
        }
        if (failing) {
            failing = false;
            flush();
        }
    }

    /** Takes back what the device has: what it says of it counts, for the rest it is told that it was flushed. */
    private void flush() {
        if (!rnic.isDeviceGone()) {
            physical.modify(rnic.modification().clear().state(QpState.ERR));
            rnic.pollUntil(cq, this::isReturned, FLUSH_NS);
        }
        epoch = rnic.newEpoch();
        receiver.flush();
        flushSends();
    }

    private boolean isReturned() {
        return !sends.isPosted() && receiver.isReturned();
    }

    private void flushSends() {
        for (long end = sends.tail(); sends.head() < end;) {
            owner.onSendCompleted(sends.complete(), WcStatus.WR_FLUSH_ERR);
        }
    }

    @Override
    public void toReset() {
        if (state != QpState.RESET && !rnic.isDeviceGone()) {
            physical.modify(rnic.modification().clear().state(QpState.RESET));
        }
        state = QpState.RESET;
        failing = false;
        epoch = rnic.newEpoch();
        sends.clear();
        receiver.clear();
    }

    @Override
    public void destroy() {
        if (!destroyed) {
            toReset();
            destroyed = true;
            physical.destroy();
            rnic.remove(this);
            sends.free();
            receiver.free();
        }
    }

    boolean isConnected() {
        return state == QpState.RTR || state == QpState.RTS;
    }

    /** Whether nothing that completes is its owner's any more. */
    boolean isReset() {
        return state == QpState.RESET;
    }

    /** {@link #serve} has something to do. */
    void makeDirty() {
        rnic.makeDirty(this);
    }

    // ---- work

    @Override
    public int postSend(final SendWr wr) {
        if (state != QpState.RTS && state != QpState.ERR) {
            return Errno.EINVAL;
        }
        if (sends.isFull()) {
            return Errno.ENOMEM;
        }
        if (state == QpState.RTS && !sends.isStopped()) {
            final WcStatus wrong = check(wr);
            if (wrong == WcStatus.SUCCESS) {
                sends.add(wr, epoch);
            } else {
                sends.addUnposted(wr.id);
                stopStatus = wrong;
            }
        } else {
            sends.addUnposted(wr.id);
        }
        rnic.makeDirty(this);
        return 0;
    }

    /** What a device may take without a word, or refuse in ways of its own. */
    private WcStatus check(final SendWr wr) {
        for (int i = 0; i < wr.sgeCount; i++) {
            if (!wr.sge[i].region.isRegistered()) {
                return WcStatus.LOC_PROT_ERR;
            }
        }
        if ((type == QpType.UD && wr.opcode.hasRemoteAddress())
            || (type == QpType.UC && (wr.opcode == Opcode.RDMA_READ || wr.opcode.isAtomic()))) {
            return WcStatus.LOC_QP_OP_ERR;
        }
        if (wr.opcode.isAtomic() && (wr.remoteAddress & ATOMIC_MASK) != 0 && rnic.quirks().refusesUnaligned()) {
            return WcStatus.REM_INV_REQ_ERR;
        }
        return type == QpType.UD && wr.length() > rnic.info().mtu() ? WcStatus.LOC_LEN_ERR : WcStatus.SUCCESS;
    }

    @Override
    public void receivesPosted() {
        if (isConnected()) {
            rnic.makeDirty(this);
        }
    }

    /** Does what was put off to the end of a duty cycle. */
    void serve() {
        if (failing) {
            failing = false;
            flush();
        } else if (state == QpState.ERR) {
            flushSends();
        } else if (isConnected()) {
            refill();
            if (state == QpState.RTS && sends.hasUnposted() && sends.post(physical) != 0) {
                fatal();
            } else if (state == QpState.RTS && sends.isStopped() && !sends.isPosted()) {
                completeStopped();
            }
        }
    }

    /** The oldest is one that was wrong by itself; all before it are done. */
    private void completeStopped() {
        final long id = sends.complete();
        enterError();
        owner.onSendCompleted(id, stopStatus);
    }

    private void refill() {
        if (receiver.refill(physical, epoch) != 0) {
            fatal();
        }
    }

    /** The device did not take what it must. */
    private void fatal() {
        enterError();
        owner.onAsyncEvent(AsyncEventType.QP_FATAL);
    }

    /** It is in ERR; what that entails follows in {@link #serve}. */
    void enterError() {
        if (state != QpState.ERR) {
            state = QpState.ERR;
            failing = true;
            rnic.makeDirty(this);
        }
    }

    // ---- what the device says

    /** A send completed, according to the device. */
    void onSend(final IbvCompletions completions, final int index) {
        final long cookie = completions.id(index);
        if (Cookie.epoch(cookie) != epoch || Cookie.sequence(cookie) != (int) sends.head() || !sends.isPosted()) {
            return;
        }
        final WcStatus status = rnic.quirks().ofSend(completions.status(index));
        final long id = sends.complete();
        if (status != WcStatus.SUCCESS) {
            enterError();
        }
        owner.onSendCompleted(id, status);
        if (sends.isStopped() || sends.hasUnposted()) {
            rnic.makeDirty(this);
        }
    }

    /** The device tells of it. */
    void onEvent(final AsyncEventType event) {
        switch (event) {
            case QP_FATAL, QP_REQ_ERR, QP_ACCESS_ERR -> {
                if (isConnected()) {
                    enterError();
                    owner.onAsyncEvent(event);
                }
            }
            case COMM_EST -> establish();
            default -> {
                // SQD and its like, which are not used here
            }
        }
    }

    /** The peer was heard of before this queue pair may send; told once. */
    void establish() {
        if (!established) {
            established = true;
            if (state == QpState.RTR) {
                owner.onAsyncEvent(AsyncEventType.COMM_EST);
            }
        }
    }

    /** For a device that does not tell: whether it is in ERR. */
    void checkState() {
        if (isConnected() && physical.queryState(rnic.modification()) == QpState.ERR) {
            onEvent(AsyncEventType.QP_FATAL);
        }
    }

    /** The device is gone: it returns nothing any more. */
    void onDeviceGone() {
        if (isConnected()) {
            enterError();
            owner.onAsyncEvent(AsyncEventType.QP_FATAL);
        }
    }
}
