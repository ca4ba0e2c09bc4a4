package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.WireMeter;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.RunQueue;
import io.weir.router.rnic.host.SendWindow;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.QpState;
import io.weir.verbs.WcStatus;

/** A queue pair of a {@link SoftRnic}: its states, and the checks that every packet for it must pass. */
abstract class SoftQp extends RunQueue.Member implements RnicQp {
    private final SoftRnic rnic;
    private final HostPd pd;
    private final int service;
    private final int number;
    private final QpOwner owner;
    private final SendSequence sends;
    private final SendWindow window;
    private final Route route = new Route();
    private final WireMeter wire;
    private final SoftCounters counters;
    private final Pacer pacer;
    private final CongestionNotifier notifier;
    private QpState state = QpState.RESET;
    private boolean connected;
    private boolean established;
    private boolean destroyed;

    /** Its service is as opcodes have it in their upper bits. */
    SoftQp(final SoftRnic rnic, final HostPd pd, final int service, final QpOwner owner, final int windowSize,
           final int maxSge) {
        this.rnic = rnic;
        this.pd = pd;
        this.service = service;
        number = rnic.newQpNumber();
        counters = rnic.softCounters();
        this.owner = new CountedOwner(owner, counters, rnic.meter());
        sends = new SendSequence(windowSize, maxSge, this.owner, rnic.meter());
        window = sends.window();
        wire = owner.wireMeter();
        route.wire = wire;
        pacer = new Pacer(this, rnic);
        notifier = new CongestionNotifier(counters);
        pd.retain();
    }

    /** It can receive from now on; the route is set. */
    abstract void startReceiving(RtrAttributes attributes);

    /** It can send from now on. */
    abstract void startSending(RtsAttributes attributes);

    /** No requests go out any more. */
    abstract void stopSending();

    /** Answers that wait to be sent are forgotten; who only ever sends requests has none. */
    void dropReplies() {
    }

    /** A receive in progress completes with an error. */
    abstract void flushReceive();

    /** A receive in progress is forgotten. */
    abstract void clearReceive();

    /** A packet of its service and peer, in RTR, RTS or ERR. */
    abstract void onPacketOfPeer(Packet packet, long nowNs);

    /** Sends answers, in any state but RESET, and requests, in RTS: at most so many packets; answers how many. */
    abstract int transmitPackets(int quota, long nowNs);

    /** Whether {@link #transmitPackets} has something to do. */
    abstract boolean hasPackets();

    @Override
    public final int qpNumber() {
        return number;
    }

    @Override
    public final int toRtr(final RtrAttributes attributes) {
        if (state != QpState.RESET || destroyed || !accepts(attributes)) {
            return Errno.EINVAL;
        }
        route.connect(number, attributes);
        established = false;
        pacer.reset();
        notifier.reset();
        startReceiving(attributes);
        connected = true;
        rnic.addConnected(1);
        state = QpState.RTR;
        return 0;
    }

    /** Whether attributes are such that packets can be of that kind. */
    boolean accepts(final RtrAttributes attributes) {
        return attributes.pathMtu().bytes() <= rnic.info().mtu();
    }

    @Override
    public final int toRts(final RtsAttributes attributes) {
        if (state != QpState.RTR) {
            return Errno.EINVAL;
        }
        startSending(attributes);
        state = QpState.RTS;
        return 0;
    }

    @Override
    public final void toError() {
        if (state != QpState.ERR && !destroyed) {
            dropReplies();
            enterError();
        }
    }

    private void enterError() {
        state = QpState.ERR;
        pacer.stop();
        stopSending();
        flushReceive();
        window.flush();
        makeActive();
    }

    @Override
    public final void toReset() {
        if (connected) {
            connected = false;
            rnic.addConnected(-1);
        }
        state = QpState.RESET;
        pacer.stop();
        notifier.reset();
        stopSending();
        dropReplies();
        clearReceive();
        window.clear();
    }

    @Override
    public final int postSend(final SendWr wr) {
        if (state != QpState.RTS && state != QpState.ERR) {
            return Errno.EINVAL;
        }
        if (!sends.add(wr)) {
            return Errno.ENOMEM;
        }
        makeActive();
        return 0;
    }

    @Override
    public void receivesPosted() {
        // receives are pulled when a packet asks for one
    }

    @Override
    public final void destroy() {
        if (!destroyed) {
            toReset();
            destroyed = true;
            rnic.remove(this);
            pd.release();
        }
    }

    /** A packet for this queue pair, of good form and integrity. */
    final void onPacket(final Packet packet, final long nowNs) {
        if (state == QpState.RESET || !isFromPeer(packet)) {
            counters.ghosts++;
        } else if (!PKey.match(packet.pkey(), route.pkey)) {
            counters.badPKeys++;
        } else if (packet.opcode() == BthOpcode.CNP && isConnection()) {
            countReceived(packet);
            pacer.onNotification(nowNs);
        } else if (BthOpcode.service(packet.opcode()) != service) {
            counters.wrongService++;
        } else {
            countReceived(packet);
            if (packet.hasCongestionMark()) {
                onCongestionMark(nowNs);
            }
            onPacketOfPeer(packet, nowNs);
            makeActive();
        }
    }

    private void countReceived(final Packet packet) {
        final int kind = BthOpcode.wireKind(packet.opcode());
        wire.received(kind, packet.length());
        rnic.meter().wire().received(kind, packet.length());
    }

    /** Whether a packet comes from where packets for it may come from: datagrams, from anywhere. */
    private boolean isFromPeer(final Packet packet) {
        return packet.sourceAddress() == route.address || !isConnection();
    }

    /** Of datagrams there is no one sender to be slowed down. */
    private boolean isConnection() {
        return service != BthOpcode.UD;
    }

    private void onCongestionMark(final long nowNs) {
        if (isConnection()) {
            notifier.onMarked(nowNs);
        } else {
            counters.congestionMarks++;
        }
    }

    /** The peer was heard of. */
    final void establish() {
        if (!established) {
            established = true;
            if (state == QpState.RTR) {
                owner.onAsyncEvent(AsyncEventType.COMM_EST);
            }
        }
    }

    /** Sends at most so many packets; answers how many. */
    final int transmit(final int quota, final long nowNs) {
        if (state == QpState.RESET) {
            return 0;
        }
        int sent = 0;
        if (notifier.isDue() && rnic.writer().hasRoom()) {
            notifier.send(rnic.writer(), route);
            sent++;
        }
        sent += transmitPackets(quota - sent, nowNs);
        return state == QpState.ERR ? sent + window.flush() : sent;
    }

    /** Whether it has something to do for {@link #transmit}. */
    final boolean isActive() {
        return state != QpState.RESET
            && (notifier.isDue() || hasPackets() || (state == QpState.ERR && !window.isEmpty()));
    }

    final void makeActive() {
        if (isActive()) {
            rnic.makeActive(this);
        }
    }

    final boolean isReadyToSend() {
        return state == QpState.RTS;
    }

    final boolean isInError() {
        return state == QpState.ERR;
    }

    /** The oldest send failed: it completes so, and the queue pair is in ERR. */
    final void failSend(final WcStatus status) {
        if (state == QpState.RTS && !window.isEmpty()) {
            state = QpState.ERR;
            window.completeHead(status);
            dropReplies();
            if (!destroyed && state == QpState.ERR) {
                enterError();
            }
        }
    }

    /** A request of the peer was refused; the answer is still to be sent. */
    final void failReceive(final AsyncEventType event) {
        enterError();
        if (event != null && !destroyed) {
            owner.onAsyncEvent(event);
        }
    }

    /** Of its packets. */
    final WireMeter wire() {
        return wire;
    }

    final SoftRnic rnic() {
        return rnic;
    }

    final Pacer pacer() {
        return pacer;
    }

    final HostPd pd() {
        return pd;
    }

    final QpOwner owner() {
        return owner;
    }

    final SendSequence sends() {
        return sends;
    }

    final Route route() {
        return route;
    }
}
