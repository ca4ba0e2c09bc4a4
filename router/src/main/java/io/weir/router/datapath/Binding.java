package io.weir.router.datapath;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.WireMeter;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** A virtual queue pair's counterpart on one RNIC, and what that RNIC says to it. */
final class Binding implements QpOwner, ReceiveSource {
    private final QueuePair queuePair;
    private final int rnicIndex;
    private final RnicQp rnicQp;
    private final boolean tellsServed;

    Binding(final QueuePair queuePair, final Rnic rnic, final int rnicIndex, final QpSpec spec,
            final int maxSge) {
        this.queuePair = queuePair;
        this.rnicIndex = rnicIndex;
        tellsServed = rnic.tellsServed();
        rnicQp = rnic.createQp(((ProtectionDomain) spec.pd()).on(rnicIndex), this, this, spec.type(), InFlight.WINDOW,
            maxSge);
    }

    int rnicIndex() {
        return rnicIndex;
    }

    RnicQp rnicQp() {
        return rnicQp;
    }

    /** As {@link Rnic#tellsServed}. */
    boolean tellsServed() {
        return tellsServed;
    }

    @Override
    public void onSendCompleted(final long id, final WcStatus status) {
        queuePair.onSendCompleted(id, status);
    }

    @Override
    public void onReceiveCompleted(final long id, final WcStatus status, final WcOpcode opcode, final long bytes,
                                   final int immediate, final int flags, final boolean solicited) {
        queuePair.receives().onCompleted(id, status, opcode, bytes, immediate, flags, solicited);
        if (status != WcStatus.SUCCESS) {
            queuePair.fail();
        }
    }

    @Override
    public boolean acceptsDatagram(final int sourceAddress, final int sourceQpn) {
        // no packet has the address that stands for this host
        return (sourceAddress == 0) == (rnicIndex == Device.SAME_HOST)
            && queuePair.datagramNames().accepts(sourceAddress, sourceQpn);
    }

    @Override
    public void onDatagramReceived(final RecvWr receive, final long bytes, final int immediate, final int flags,
                                   final boolean solicited, final int sourceAddress, final int sourceQpn) {
        // the tenant sees the names of its network
        final int source =
            queuePair.datagramNames().translate(receive, bytes, flags, sourceAddress, sourceQpn);
        queuePair.receives().onDatagram(receive.id, bytes, immediate, flags, solicited, source);
    }

    @Override
    public void onServed(final WcOpcode opcode, final long bytes) {
        queuePair.meter().served(opcode, 1, bytes);
        queuePair.device().chargeServed(opcode, bytes);
    }

    @Override
    public WireMeter wireMeter() {
        return queuePair.meter().wire();
    }

    @Override
    public void onAsyncEvent(final AsyncEventType event) {
        queuePair.onAsyncEvent(event);
    }

    @Override
    public int next(final RecvWr receive) {
        return queuePair.receives().take(receive, rnicIndex);
    }

    @Override
    public int nextForStock(final RecvWr receive) {
        return queuePair.receives().takeForStock(receive, rnicIndex);
    }

    @Override
    public void stockConsumed() {
        queuePair.receives().stockConsumed();
    }

    @Override
    public Object sharedThrough() {
        return queuePair.receives().shared();
    }

    @Override
    public long available() {
        return queuePair.receives().available();
    }
}
