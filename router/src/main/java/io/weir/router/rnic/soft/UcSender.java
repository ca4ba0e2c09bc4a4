package io.weir.router.rnic.soft;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.SendWindow;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;

/** Turns the send work requests of an unreliable connected queue pair into packets, and that is that. */
final class UcSender {
    private final SoftQp qp;
    private final SendSequence sends;
    private final SendWindow window;
    private final PacketWriter writer;
    private final MessageWriter messages;
    private final HandOver handOver;
    private final Pacer pacer;
    private long next;

    UcSender(final SoftQp qp, final SendSequence sends, final SoftRnic rnic) {
        this.qp = qp;
        this.sends = sends;
        window = sends.window();
        writer = rnic.writer();
        messages = new MessageWriter(BthOpcode.UC, sends, writer);
        pacer = qp.pacer();
        handOver = new HandOver(qp, window, rnic);
    }

    void connect(final Route route, final int mtu, final int psn) {
        next = Psn.start(psn);
        sends.start(next, mtu);
        messages.connect(route);
        handOver.start();
    }

    void stop() {
        messages.forget();
    }

    boolean hasWork() {
        return handOver.canComplete() || (handOver.written() < window.tail() && !pacer.isWaiting());
    }

    /** Sends at most so many packets; answers how much was done. */
    int transmit(final int quota, final long nowNs) {
        int work = handOver.complete();
        while (work < quota && qp.isReadyToSend() && handOver.written() < window.tail() && writer.hasRoom()
            && pacer.admits(nowNs)) {
            final long position = handOver.written();
            final WcStatus refusal = localError(sends.at(position));
            if (refusal != null) {
                if (window.head() == position) {
                    qp.failSend(refusal);
                }
                break;
            }
            messages.write(position, next, false, false);
            pacer.sent(writer.lastLength(), nowNs);
            next++;
            work++;
            if (next == sends.end(position)) {
                handOver.writtenNext();
            }
        }
        return work;
    }

    private static WcStatus localError(final SendWr wr) {
        if (wr.opcode == Opcode.RDMA_READ || wr.opcode.isAtomic()) {
            return WcStatus.LOC_QP_OP_ERR;
        }
        return HostMr.allValid(wr.sge, wr.sgeCount) ? null : WcStatus.LOC_PROT_ERR;
    }
}
