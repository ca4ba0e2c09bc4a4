package io.weir.router.rnic.soft;

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
import io.weir.verbs.WcStatus;

/** A reliable connected queue pair of a {@link SoftRnic}: states, and what belongs to them. */
final class SoftQp extends RunQueue.Member implements RnicQp {
    private final SoftRnic rnic;
    private final HostPd pd;
    private final int number;
    private final QpOwner owner;
    private final SendSequence sends;
    private final SendWindow window;
    private final Requester requester;
    private final Completer completer;
    private final Replier replier;
    private final Responder responder;
    private QpState state = QpState.RESET;
    private final Route route = new Route();
    private RtrAttributes attributes;
    private boolean established;
    private boolean destroyed;

    SoftQp(final SoftRnic rnic, final HostPd pd, final int number, final QpOwner owner, final ReceiveSource receives,
           final int windowSize, final int maxSge) {
        this.rnic = rnic;
        this.pd = pd;
        this.number = number;
        this.owner = owner;
        sends = new SendSequence(windowSize, maxSge, owner);
        window = sends.window();
        requester = new Requester(this, sends, rnic);
        completer = new Completer(this, requester, sends, rnic);
        replier = new Replier(owner, rnic.writer());
        responder = new Responder(this, pd, owner, receives, maxSge, replier, rnic);
        pd.retain();
    }

    @Override
    public int qpNumber() {
        return number;
    }

    @Override
    public int toRtr(final RtrAttributes newAttributes) {
        if (state != QpState.RESET || destroyed || newAttributes.pathMtu().bytes() > rnic.info().mtu()) {
            return Errno.EINVAL;
        }
        attributes = newAttributes;
        route.connect(newAttributes);
        established = false;
        replier.connect(route, newAttributes);
        responder.connect(newAttributes);
        rnic.addConnected(1);
        state = QpState.RTR;
        return 0;
    }

    @Override
    public int toRts(final RtsAttributes newAttributes) {
        if (state != QpState.RTR) {
            return Errno.EINVAL;
        }
        requester.connect(route, attributes.pathMtu().bytes(), newAttributes);
        completer.connect(newAttributes);
        state = QpState.RTS;
        return 0;
    }

    @Override
    public void toError() {
        if (state != QpState.ERR && !destroyed) {
            replier.clear();
            enterError();
        }
    }

    private void enterError() {
        state = QpState.ERR;
        completer.stop();
        requester.stop();
        responder.flush();
        window.flush();
        makeActive();
    }

    @Override
    public void toReset() {
        if (state != QpState.RESET && attributes != null) {
            rnic.addConnected(-1);
            attributes = null;
        }
        state = QpState.RESET;
        completer.stop();
        requester.stop();
        replier.clear();
        responder.clear();
        window.clear();
    }

    @Override
    public int postSend(final SendWr wr) {
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
        // The peer asks again when its RNR timer has run out; the wire has no message that would tell it sooner.
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

    /** A packet for this queue pair, of good form and integrity. */
    void onPacket(final Packet packet, final long nowNs) {
        if (state == QpState.RESET || packet.sourceAddress() != route.address) {
            rnic.softCounters().ghosts++;
            return;
        }
        if (!PKey.match(packet.pkey(), route.pkey)) {
            rnic.softCounters().badPKeys++;
            return;
        }
        if (BthOpcode.service(packet.opcode()) != BthOpcode.RC) {
            rnic.softCounters().wrongService++;
            return;
        }
        if (state == QpState.ERR) {
            replier.refuseAgain(packet);
        } else if (BthOpcode.isResponse(packet.opcode())) {
            if (state == QpState.RTS) {
                completer.onResponse(packet, nowNs);
            }
        } else {
            establish();
            responder.onRequest(packet);
        }
        makeActive();
    }

    private void establish() {
        if (!established) {
            established = true;
            if (state == QpState.RTR) {
                owner.onAsyncEvent(AsyncEventType.COMM_EST);
            }
        }
    }

    /** Sends at most so many packets, answers before requests; answers how many. */
    int transmit(final int quota, final long nowNs) {
        if (state == QpState.RESET) {
            return 0;
        }
        int sent = replier.transmit(quota);
        if (state == QpState.RTS) {
            sent += requester.transmit(quota - sent, nowNs);
        } else if (state == QpState.ERR) {
            sent += window.flush();
        }
        return sent;
    }

    /** Whether it has something to do for {@link #transmit}. */
    boolean isActive() {
        return switch (state) {
            case RTR -> replier.hasReply();
            case RTS -> replier.hasReply() || requester.canSend();
            case ERR -> replier.hasReply() || !window.isEmpty();
            default -> false;
        };
    }

    void makeActive() {
        if (isActive()) {
            rnic.makeActive(this);
        }
    }

    boolean isReadyToSend() {
        return state == QpState.RTS;
    }

    Completer completer() {
        return completer;
    }

    /** The oldest send failed: it completes so, and the queue pair is in ERR. */
    void failSend(final WcStatus status) {
        if (state == QpState.RTS && !window.isEmpty()) {
            state = QpState.ERR;
            window.completeHead(status);
            replier.clear();
            if (!destroyed && state == QpState.ERR) {
                enterError();
            }
        }
    }

    /** A request of the peer was refused; the answer is still to be sent. */
    void failReceive(final AsyncEventType event) {
        enterError();
        if (event != null && !destroyed) {
            owner.onAsyncEvent(event);
        }
    }
}
