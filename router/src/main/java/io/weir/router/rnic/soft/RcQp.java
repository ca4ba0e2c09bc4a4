package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.host.HostPd;

/** A reliable connected queue pair: who of its parts sees which packet. */
final class RcQp extends SoftQp {
    private final Requester requester;
    private final Completer completer;
    private final Replier replier;
    private final Responder responder;
    private int mtu;

    RcQp(final SoftRnic rnic, final HostPd pd, final QpOwner owner, final ReceiveSource receives, final int windowSize,
         final int maxSge) {
        super(rnic, pd, BthOpcode.RC, owner, windowSize, maxSge);
        requester = new Requester(this, sends(), rnic);
        completer = new Completer(this, requester, sends(), rnic);
        replier = new Replier(this, receives, rnic);
        responder = new Responder(this, receives, maxSge, replier, rnic);
    }

    @Override
    void startReceiving(final RtrAttributes attributes) {
        mtu = attributes.pathMtu().bytes();
        replier.connect(route(), attributes);
        responder.connect(attributes);
    }

    @Override
    void startSending(final RtsAttributes attributes) {
        requester.connect(route(), mtu, attributes);
        completer.connect(attributes);
    }

    @Override
    void stopSending() {
        completer.stop();
        requester.stop();
    }

    @Override
    void dropReplies() {
        replier.clear();
    }

    @Override
    void flushReceive() {
        responder.flush();
    }

    @Override
    void clearReceive() {
        responder.clear();
    }

    @Override
    void onPacketOfPeer(final Packet packet, final long nowNs) {
        if (isInError()) {
            replier.refuseAgain(packet);
        } else if (!BthOpcode.isResponse(packet.opcode())) {
            establish();
            responder.onRequest(packet);
        } else if (isReadyToSend()) {
            completer.onResponse(packet, nowNs);
        } else {
            rnic().softCounters().ghosts++;
        }
    }

    /** Answers before requests, but for an acknowledgement that can wait. */
    @Override
    int transmitPackets(final int quota, final long nowNs) {
        int sent = replier.transmit(quota, nowNs);
        if (isReadyToSend()) {
            final int requests = requester.transmit(quota - sent, nowNs);
            sent += requests;
            if (requests > 0) {
                replier.requested();
            }
        }
        rnic().awaitUntil(replier.acknowledgeAtNs());
        return sent;
    }

    @Override
    boolean hasPackets() {
        return replier.canTransmit() || (isReadyToSend() && !pacer().isWaiting() && requester.canSend());
    }

    Completer completer() {
        return completer;
    }
}
