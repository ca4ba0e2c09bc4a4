package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.host.HostPd;

/** A datagram queue pair: to anybody, from anybody who knows its Q_Key. */
final class UdQp extends SoftQp {
    private final UdSender sender;
    private final UdReceiver receiver;
    private int qkey;
    private int pkey;

    UdQp(final SoftRnic rnic, final HostPd pd, final QpOwner owner, final ReceiveSource receives, final int windowSize,
         final int maxSge) {
        super(rnic, pd, BthOpcode.UD, owner, windowSize, maxSge);
        sender = new UdSender(this, sends(), rnic);
        receiver = new UdReceiver(this, receives, maxSge, rnic);
    }

    @Override
    boolean accepts(final RtrAttributes attributes) {
        return true;
    }

    @Override
    void startReceiving(final RtrAttributes attributes) {
        qkey = attributes.qkey();
        pkey = attributes.pkey();
        receiver.start(qkey);
    }

    @Override
    void startSending(final RtsAttributes attributes) {
        sender.start(qkey, pkey, attributes.sqPsn());
    }

    @Override
    void stopSending() {
        // what is written is written
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
            receiver.onDatagram(packet);
        }
    }

    @Override
    int transmitPackets(final int quota, final long nowNs) {
        return isReadyToSend() ? sender.transmit(quota) : 0;
    }

    @Override
    boolean hasPackets() {
        return isReadyToSend() && sender.hasWork();
    }
}
