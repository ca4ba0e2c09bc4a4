package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.host.HostPd;

/** An unreliable connected queue pair: what it sends and what it receives have nothing to do with each other. */
final class UcQp extends SoftQp {
    private final UcSender sender;
    private final UcReceiver receiver;
    private int mtu;

    UcQp(final SoftRnic rnic, final HostPd pd, final QpOwner owner, final ReceiveSource receives, final int windowSize,
         final int maxSge) {
        super(rnic, pd, BthOpcode.UC, owner, windowSize, maxSge);
        sender = new UcSender(this, sends(), rnic);
        receiver = new UcReceiver(this, receives, maxSge, rnic);
    }

    @Override
    void startReceiving(final RtrAttributes attributes) {
        mtu = attributes.pathMtu().bytes();
        receiver.connect(attributes);
    }

    @Override
    void startSending(final RtsAttributes attributes) {
        sender.connect(route(), mtu, attributes.sqPsn());
    }

    @Override
    void stopSending() {
        sender.stop();
    }

    @Override
    void flushReceive() {
        receiver.flush();
    }

    @Override
    void clearReceive() {
        receiver.clear();
    }

    @Override
    void onPacketOfPeer(final Packet packet, final long nowNs) {
        if (!isInError()) {
            establish();
            receiver.onRequest(packet);
        }
    }

    @Override
    int transmitPackets(final int quota, final long nowNs) {
        return isReadyToSend() ? sender.transmit(quota, nowNs) : 0;
    }

    @Override
    boolean hasPackets() {
        return isReadyToSend() && sender.hasWork();
    }
}
