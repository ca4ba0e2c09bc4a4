package io.weir.router.datapath;

import io.weir.policy.ServiceClass;
import io.weir.policy.TenantLimiters;
import io.weir.router.accounting.UsageMeter;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import io.weir.verbs.WcStatus;

/**
 * A virtual queue pair: its state, its rings, its binding; one for datagrams is bound on every RNIC at once. The
 * control path calls it through {@link QueuePairProxy}. An error found inside an RNIC's callback only marks the queue
 * pair; {@link #enterError} follows in the same duty cycle.
 */
final class QueuePair implements DoorbellTarget {
    private static final int FLUSHES_PER_TURN = 16;

    private final Session session;
    private final Device device;
    private final UsageMeter meter;
    private final Agenda agenda;
    private final Scheduler scheduler;
    private final QpSpec spec;
    private final ReceiveQueue receiveQueue;
    private final SendQueue sendQueue;
    private final Bindings bindings;
    private final Connection connection;
    private final DatagramNames datagramNames;
    private final int number;

    private int qkey;
    private volatile QpState state = QpState.RESET;
    /** Where it is ready, or null. */
    private Lane lane;
    private boolean failing;
    private boolean flushing;
    private boolean draining;
    private boolean destroyed;

    QueuePair(final Session session, final Device device, final UsageMeter meter, final Agenda agenda,
              final Scheduler scheduler, final QpSpec spec, final int rnicCount) {
        this.session = session;
        this.device = device;
        this.meter = meter;
        this.agenda = agenda;
        this.scheduler = scheduler;
        this.spec = spec;
        receiveQueue = new ReceiveQueue(this, session, spec);
        sendQueue = new SendQueue(this, session, device, spec);
        bindings = new Bindings(this, session, spec, receiveQueue.maxSge(), rnicCount);
        connection = new Connection(this, session);
        datagramNames = new DatagramNames(this, device, session, rnicCount);
        number = device.isVirtual() ? spec.qpNumber() : bindings.numberOn(device.rail());
    }

    int qpNumber() {
        return number;
    }

    /** Any thread. */
    QpState state() {
        return state;
    }

    int doorbell() {
        return spec.doorbell();
    }

    Device device() {
        return device;
    }

    /** What it is billed by. */
    UsageMeter meter() {
        return meter;
    }

    boolean isDatagram() {
        return spec.type() == QpType.UD;
    }

    /** Of a connected queue pair from RTR on: where it is bound. Null for datagrams. */
    Binding active() {
        return isDatagram() ? null : bindings.only();
    }

    /** Its counterpart on that RNIC, or null. */
    Binding bindingOn(final int rnicIndex) {
        return bindings.on(rnicIndex);
    }

    /** Of datagrams. */
    int qkey() {
        return qkey;
    }

    /** With whom it is connected. */
    Connection connection() {
        return connection;
    }

    /** Its class among its tenant's, for what it has to send next: a datagram has its address handle's. */
    ServiceClass service(final TenantLimiters pace) {
        return isDatagram() ? pace.service(sendQueue.remote().trafficClass(), 0) : connection.service(pace);
    }

    /** Who sent it datagrams. */
    DatagramNames datagramNames() {
        return datagramNames;
    }

    /** Its receives, of its own or shared. */
    ReceiveQueue receives() {
        return receiveQueue;
    }

    boolean uses(final CompletionQueue completionQueue) {
        return spec.sendCq() == completionQueue || receiveQueue.completesTo(completionQueue);
    }

    // ---- states: what DataQp asks for

    int physicalNumber(final int rnicIndex) {
        if (destroyed) {
            throw new IllegalStateException("queue pair " + qpNumber() + " is destroyed");
        }
        return bindings.numberOn(rnicIndex);
    }

    void init() {
        state = QpState.INIT;
    }

    int bind(final int rnicIndex, final RtrAttributes attributes, final RemoteKeys remote) {
        if (state != QpState.INIT || destroyed) {
            return Errno.EINVAL;
        }
        final int errno = bindings.bind(rnicIndex, attributes);
        if (errno != 0) {
            return errno;
        }
        connection.open(attributes, remote);
        state = QpState.RTR;
        return 0;
    }

    int bindEverywhere(final RtrAttributes attributes) {
        if (state != QpState.INIT || destroyed) {
            return Errno.EINVAL;
        }
        final int errno = bindings.bindEverywhere(attributes);
        if (errno != 0) {
            return errno;
        }
        qkey = attributes.qkey();
        datagramNames.enter(bindings);
        state = QpState.RTR;
        return 0;
    }

    int startSending(final RtsAttributes attributes) {
        if (state == QpState.RTR) {
            final int errno = bindings.toRts(attributes);
            if (errno != 0) {
                return errno;
            }
        } else if (state != QpState.SQD && state != QpState.RTS) {
            return Errno.EINVAL;
        }
        state = QpState.RTS;
        draining = false;
        activate();
        return 0;
    }

    void drain() {
        if (state == QpState.RTS) {
            state = QpState.SQD;
            draining = true;
            reportDrained();
        }
    }

    void reset() {
        if (destroyed) {
            return;
        }
        state = QpState.RESET;
        detach();
        bindings.reset();
        sendQueue.reset();
        receiveQueue.reset();
    }

    /** Nothing calls back after this and nothing is touched any more. */
    void release() {
        destroyed = true;
        state = QpState.RESET;
        sendQueue.remote().forgetDestinations();
        detach();
        bindings.destroy();
    }

    /** Counts up to now. */
    void settle(final long nowNs) {
        meter.lived(nowNs);
        device.addPending(sendQueue.meter().pendingPieces(), sendQueue.meter().pendingBytes());
    }

    /** After {@link #release}. */
    void endMetering(final long nowNs) {
        sendQueue.meter().forfeit();
        meter.close(nowNs);
    }

    /** Leaves every list that it may stand in. */
    private void detach() {
        if (isDatagram() && bindings.isBound()) {
            datagramNames.leave();
        }
        connection.close();
        receiveQueue.detach();
        agenda.forget(this);
        if (lane != null) {
            lane.ready().remove(this);
            lane = null;
        }
        failing = false;
        flushing = false;
        draining = false;
    }

    // ---- sending

    @Override
    public void onDoorbell() {
        if (state == QpState.RTS) {
            sendQueue.onDoorbell(session.cycleNs());
            activate();
        } else if (state == QpState.ERR) {
            flush();
        }
        if (receiveQueue.awaitsDoorbell()) {
            receivesPosted();
        }
    }

    private void activate() {
        if (lane == null) {
            enqueue();
        }
    }

    /** Puts it, which is ready nowhere, into the lane of its next piece, if it has one. */
    void enqueue() {
        if (!maySend()) {
            return;
        }
        final int link = sendQueue.prepare(mayFetch());
        if (link != SendQueue.NO_LINK) {
            lane = device.lane(link);
            lane.add(this, scheduler.nowNs());
        }
    }

    /** It was taken out of {@link Lane#ready}. */
    void notReady() {
        lane = null;
    }

    /** As {@link SendQueue#post}. */
    int post(final Lane from, final long nowNs, final int most) {
        return maySend() ? sendQueue.post(from, nowNs, most, mayFetch()) : SendQueue.WAITING;
    }

    private boolean mayFetch() {
        return state == QpState.RTS && !scheduler.isStopped();
    }

    /** What was begun, in SQD. */
    private boolean maySend() {
        final QpState now = state;
        return now == QpState.RTS || now == QpState.SQD;
    }

    /** Whether nothing that it posted is on its way. */
    boolean isIdle() {
        return !maySend() || sendQueue.isIdle();
    }

    /** How many work requests were posted to its own rings, as far as the tenant is to be believed. */
    long posts() {
        return sendQueue.posts() + receiveQueue.posts();
    }

    SendQueue sendQueue() {
        return sendQueue;
    }

    void onSendCompleted(final long id, final WcStatus status) {
        if (sendQueue.onCompleted(id, status) && state != QpState.ERR) {
            activate();
        }
        reportDrained();
    }

    private void reportDrained() {
        if (draining && state == QpState.SQD && sendQueue.isIdle()) {
            draining = false;
            session.events().onAsyncEvent(AsyncEventType.SQ_DRAINED, qpNumber());
        }
    }

    /** The answer to {@link RemoteDevice#request}; true if this queue pair does not wait any longer. */
    boolean rkeyResolved(final int virtualRkey, final int physicalRkey) {
        if (sendQueue.remote().isAwaited()) {
            if (!sendQueue.remote().onRkey(virtualRkey, physicalRkey)) {
                return false;
            }
            activate();
        }
        return true;
    }

    /** The answer to a question of its {@link Destinations}. */
    void onDestination(final Destination destination) {
        sendQueue.remote().onDestination(destination);
        if (!destroyed && maySend()) {
            activate();
        }
    }

    // ---- receiving

    /** There may be receives again. */
    void receivesPosted() {
        receiveQueue.feed();
        bindings.receivesPosted();
    }

    // ---- errors

    void onAsyncEvent(final AsyncEventType event) {
        if (event != AsyncEventType.COMM_EST) {
            fail();
        }
        session.events().onAsyncEvent(event, qpNumber());
    }

    /** It is in ERR from now on; what that entails follows in {@link #enterError}. */
    void fail() {
        if (!failing && state != QpState.ERR && state != QpState.RESET) {
            failing = true;
            state = QpState.ERR;
            agenda.failing(this);
        }
    }

    /** As {@link #fail}, through no work request's fault. */
    void fatal() {
        if (state != QpState.ERR && state != QpState.RESET) {
            fail();
            session.events().onAsyncEvent(AsyncEventType.QP_FATAL, qpNumber());
        }
    }

    /** The tenant wrote nonsense into a ring's indices. */
    void onBrokenRing(final String fault) {
        fatal();
        session.onBrokenRing(String.format("QP 0x%06x, %s", qpNumber(), fault));
    }

    /** Moves to ERR: what the RNIC has is flushed now, what is in the rings in pieces. Not from inside a callback. */
    void enterError() {
        final boolean entered = failing || state != QpState.ERR;
        if (destroyed || !entered) {
            return;
        }
        failing = false;
        state = QpState.ERR;
        bindings.toError();
        flush();
        if (receiveQueue.isShared()) {
            session.events().onAsyncEvent(AsyncEventType.QP_LAST_WQE_REACHED, qpNumber());
        }
    }

    private void flush() {
        if (!flushing) {
            flushing = true;
            agenda.flushing(this);
        }
    }

    /** Completes a bounded number of work requests as flushed: sends, then receives; true if there may be more. */
    boolean flushSome() {
        flushing = failing || sendQueue.flush(FLUSHES_PER_TURN) || receiveQueue.flush(FLUSHES_PER_TURN);
        return flushing;
    }
}
