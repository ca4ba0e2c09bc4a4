package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.host.Inbound;
import io.weir.verbs.WcStatus;

/** Delivers datagrams (IBTA volume 1, section 9.8.3): each into a receive of its own, behind its network header. */
final class UdReceiver {
    private final SoftQp qp;
    private final QpOwner owner;
    private final SoftRnic rnic;
    private final Inbound inbound;
    private final SoftCounters counters;
    private int qkey;

    UdReceiver(final SoftQp qp, final ReceiveSource source, final int maxSge, final SoftRnic rnic) {
        this.qp = qp;
        this.rnic = rnic;
        owner = qp.owner();
        inbound = new Inbound(source, owner, rnic.meter(), maxSge);
        counters = rnic.softCounters();
    }

    void start(final int newQkey) {
        qkey = newQkey;
        inbound.clear();
    }

    void flush() {
        inbound.flush();
    }

    void clear() {
        inbound.clear();
    }

    void onDatagram(final Packet packet) {
        final int sourceQp = Deth.sourceQp(packet.extension());
        if (Deth.qkey(packet.extension()) != qkey) {
            counters.badQKeys++;
        } else if (packet.payloadLength() > rnic.info().mtu()
            || !owner.acceptsDatagram(packet.sourceAddress(), sourceQp)) {
            counters.droppedMessages++;
        } else if (takeReceive()) {
            deliver(packet, sourceQp);
        }
    }

    /** Has a receive, a new one or that of a datagram that did not fit; false if there is none. */
    private boolean takeReceive() {
        if (inbound.isTaken()) {
            inbound.restart();
            return true;
        }
        switch (inbound.take()) {
            case ReceiveSource.TAKEN -> {
                return true;
            }
            case ReceiveSource.EMPTY -> counters.outOfBuffer++;
            default -> qp.failReceive(null);
        }
        return false;
    }

    private void deliver(final Packet packet, final int sourceQp) {
        final int length = packet.payloadLength();
        if (Grh.LENGTH + length > inbound.room()) {
            counters.droppedMessages++;
            return;
        }
        if (!inbound.isValid()) {
            inbound.complete(WcStatus.LOC_PROT_ERR);
            qp.failReceive(null);
            return;
        }
        final long grh = rnic.grhAddress();
        Grh.put(grh, packet, rnic.info().address());
        inbound.cursor().copyFrom(grh, Grh.LENGTH, false);
        inbound.cursor().copyFrom(packet.payload(), length, true);
        counters.receivedPayload += length;
        final boolean immediate = BthOpcode.hasImmediate(packet.opcode());
        inbound.completeDatagram(Grh.LENGTH + length, immediate ? packet.immediate() : 0, immediate,
            packet.isSolicited(), packet.sourceAddress(), sourceQp);
    }
}
