package io.weir.router.rnic.soft;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.HostAh;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.SendWindow;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcStatus;

/** Turns the send work requests of a datagram queue pair into one packet each (IBTA volume 1, section 9.8.3). */
final class UdSender {
    private final SoftQp qp;
    private final SendSequence sends;
    private final SendWindow window;
    private final PacketWriter writer;
    private final HandOver handOver;
    private final int mtu;
    private final Route route = new Route();
    private final SgeCursor source = new SgeCursor();
    private int qkey;
    private long next;

    UdSender(final SoftQp qp, final SendSequence sends, final SoftRnic rnic) {
        this.qp = qp;
        this.sends = sends;
        window = sends.window();
        writer = rnic.writer();
        mtu = rnic.info().mtu();
        handOver = new HandOver(qp, window, rnic);
    }

    void start(final int ownQkey, final int pkey, final int psn) {
        qkey = ownQkey;
        route.pkey = pkey;
        route.wire = qp.wire();
        next = Psn.start(psn);
        sends.start(next, mtu);
        handOver.start();
    }

    boolean hasWork() {
        return handOver.hasWork();
    }

    /** Sends at most so many packets; answers how much was done. */
    int transmit(final int quota) {
        int work = handOver.complete();
        while (work < quota && qp.isReadyToSend() && handOver.written() < window.tail() && writer.hasRoom()) {
            final long position = handOver.written();
            final SendWr wr = sends.at(position);
            final WcStatus refusal = localError(wr, sends.length(position));
            if (refusal != null) {
                if (window.head() == position) {
                    qp.failSend(refusal);
                }
                break;
            }
            write(wr, (int) sends.length(position));
            handOver.writtenNext();
            work++;
        }
        return work;
    }

    private WcStatus localError(final SendWr wr, final long length) {
        if ((wr.opcode != Opcode.SEND && wr.opcode != Opcode.SEND_WITH_IMM) || !(wr.ah instanceof HostAh)) {
            return WcStatus.LOC_QP_OP_ERR;
        }
        if (length > mtu) {
            return WcStatus.LOC_LEN_ERR;
        }
        return HostMr.allValid(wr.sge, wr.sgeCount) ? null : WcStatus.LOC_PROT_ERR;
    }

    private void write(final SendWr wr, final int length) {
        route.lead(qp.qpNumber(), ((HostAh) wr.ah).attributes(), wr.remoteQpn);
        final boolean immediate = wr.opcode.hasImmediate();
        final int opcode = BthOpcode.UD | (immediate ? BthOpcode.SEND_ONLY_IMMEDIATE : BthOpcode.SEND_ONLY);
        final boolean solicited = (wr.flags & SendFlags.SOLICITED) != 0;
        final long extension = writer.begin(route, opcode, next, length, solicited, false);
        // the highest bit asks for the sender's own Q_Key instead (IBTA volume 1, section 10.2.5)
        Deth.put(extension, wr.remoteQkey < 0 ? qkey : wr.remoteQkey, qp.qpNumber());
        if (immediate) {
            Wire.putInt(extension + Deth.LENGTH, wr.immediate);
        }
        source.wrap(wr.sge, wr.sgeCount);
        writer.finish(source, false);
        next++;
    }
}
