package io.weir.router.control;

import io.weir.router.datapath.QpQuestion;
import io.weir.router.overlay.NameRequests;
import io.weir.router.overlay.PeerDevice;

/** Puts the data path's questions to other hosts into the control ring. */
final class DataPathQuestions implements NameRequests {
    private final ControlInbox inbox;

    DataPathQuestions(final ControlInbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void rkey(final PeerDevice device, final int virtualRkey) {
        inbox.handOver(ControlEvent.Kind.RKEY, null, device, virtualRkey, 0, null);
    }

    @Override
    public void qp(final QpQuestion question) {
        inbox.handOver(ControlEvent.Kind.QP, null, question, 0, 0, null);
    }

    @Override
    public void forgetQp(final PeerDevice device, final int physicalNumber) {
        inbox.handOver(ControlEvent.Kind.FORGET_QP, null, device, physicalNumber, 0, null);
    }
}
