package io.weir.router.rnic.local;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.SendWindow;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcStatus;

/** Executes the send requests of a datagram queue pair: each to whom it names, whether it is taken there or not. */
final class Datagrams {
    /** What a datagram costs of a turn at least. */
    private static final int MIN_COST = 1024;

    private final LocalQp qp;
    private final LocalRnic rnic;
    private final SendWindow window;
    private final LocalCounters counters;
    private final SgeCursor local = new SgeCursor();

    Datagrams(final LocalQp qp, final SendWindow window, final LocalRnic rnic) {
        this.qp = qp;
        this.rnic = rnic;
        this.window = window;
        counters = rnic.localCounters();
    }

    /** Sends the oldest; answers what that cost. */
    long step() {
        final SendWr wr = window.at(window.head());
        final long length = wr.length();
        if (!HostMr.allValid(wr.sge, wr.sgeCount)) {
            qp.failSend(WcStatus.LOC_PROT_ERR);
        } else if (length > LocalRnic.MTU) {
            qp.failSend(WcStatus.LOC_LEN_ERR);
        } else if (wr.opcode != Opcode.SEND && wr.opcode != Opcode.SEND_WITH_IMM) {
            qp.failSend(WcStatus.LOC_QP_OP_ERR);
        } else {
            send(wr, length);
        }
        return Math.max(MIN_COST, length);
    }

    private void send(final SendWr wr, final long length) {
        final LocalQp receiver = rnic.queuePair(wr.remoteQpn);
        Answer answer = Answer.DROPPED;
        if (receiver != null && receiver.takesDatagram(wr.remoteQkey, qp.qpNumber())) {
            local.wrap(wr.sge, wr.sgeCount);
            answer = receiver.responder().receiveDatagram(local, length, wr.immediate, wr.opcode.hasImmediate(),
                (wr.flags & SendFlags.SOLICITED) != 0, qp.qpNumber());
        }
        if (answer == Answer.ACCEPTED) {
            counters.bytes += length;
        } else {
            counters.dropped++;
        }
        counters.operations++;
        window.completeHead(WcStatus.SUCCESS);
        if (answer == Answer.RECEIVE_FAILED) {
            receiver.failReceive(null);
        }
    }
}
