package io.weir.bench.rail.end;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** A queue pair, counted; it always has a receive, at the beginning of its region. */
final class RnicFlow implements QpOwner, ReceiveSource {
    private static final int RECEIVE_BYTES = 4096;
    /** 4.096 µs times two to this power: 67 ms. */
    private static final int TIMEOUT = 14;
    private static final int RETRIES = 7;
    private static final int RNR_TIMER = 12;
    private static final int READS = 16;

    private final RnicMr region;
    private final RnicQp qp;
    private long posted;
    private long completed;
    private long completedBefore;
    private long received;

    RnicFlow(final Rnic rnic, final RnicPd pd, final RnicMr region, final int window) {
        this.region = region;
        qp = rnic.createQp(pd, this, this, QpType.RC, window, 1);
    }

    int qpNumber() {
        return qp.qpNumber();
    }

    void connect(final int address, final int port, final int qpNumber, final Mtu mtu, final int psn) {
        check(qp.toRtr(new RtrAttributes(address, port, qpNumber, mtu, psn,
            AccessFlags.ALL, RNR_TIMER, READS)));
        check(qp.toRts(new RtsAttributes(psn, TIMEOUT, RETRIES, RETRIES, READS)));
    }

    void post(final SendWr wr) {
        check(qp.postSend(wr));
        posted++;
    }

    private static void check(final int errno) {
        if (errno != 0) {
            throw new IllegalStateException("error " + errno);
        }
    }

    void startCounting() {
        completedBefore = completed;
        received = 0;
    }

    long underWay() {
        return posted - completed;
    }

    long completed() {
        return completed - completedBefore;
    }

    long received() {
        return received;
    }

    void forgetReceived() {
        received = 0;
    }

    @Override
    public void onSendCompleted(final long id, final WcStatus status) {
        if (status != WcStatus.SUCCESS) {
            throw new IllegalStateException("completed with " + status);
        }
        completed++;
    }

    @Override
    public void onReceiveCompleted(final long id, final WcStatus status, final WcOpcode opcode, final long bytes,
                                   final int immediate, final int flags, final boolean solicited) {
        received++;
    }

    @Override
    public void onDatagramReceived(final RecvWr receive, final long bytes, final int immediate, final int flags,
                                   final boolean solicited, final int sourceAddress, final int sourceQpn) {
        throw new IllegalStateException("a datagram on a connected queue pair");
    }

    @Override
    public void onServed(final WcOpcode opcode, final long bytes) {
        // counted by who measures
    }

    @Override
    public void onAsyncEvent(final AsyncEventType event) {
        if (event != AsyncEventType.COMM_EST) {
            throw new IllegalStateException("event " + event);
        }
    }

    @Override
    public int next(final RecvWr receive) {
        receive.sgeCount = 1;
        receive.sge[0].address = region.memory().iova();
        receive.sge[0].length = RECEIVE_BYTES;
        receive.sge[0].region = region;
        return TAKEN;
    }
}
