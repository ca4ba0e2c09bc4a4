package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.RecvWr;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** Counts the completions that tell of errors on their way to the owner. */
final class CountedOwner implements QpOwner {
    private final QpOwner owner;
    private final SoftCounters counters;
    private final RailMeter meter;

    CountedOwner(final QpOwner owner, final SoftCounters counters, final RailMeter meter) {
        this.meter = meter;
        this.owner = owner;
        this.counters = counters;
    }

    @Override
    public void onSendCompleted(final long id, final WcStatus status) {
        if (status == WcStatus.WR_FLUSH_ERR) {
            counters.sendsFlushed++;
        } else if (status != WcStatus.SUCCESS) {
            counters.sendFailures++;
        }
        owner.onSendCompleted(id, status);
    }

    @Override
    public void onReceiveCompleted(final long id, final WcStatus status, final WcOpcode opcode, final long bytes,
                                   final int immediate, final int flags, final boolean solicited) {
        if (status == WcStatus.WR_FLUSH_ERR) {
            counters.receivesFlushed++;
        } else if (status != WcStatus.SUCCESS) {
            counters.receiveErrors++;
        }
        owner.onReceiveCompleted(id, status, opcode, bytes, immediate, flags, solicited);
    }

    @Override
    public boolean acceptsDatagram(final int sourceAddress, final int sourceQpn) {
        return owner.acceptsDatagram(sourceAddress, sourceQpn);
    }

    @Override
    public void onDatagramReceived(final RecvWr receive, final long bytes, final int immediate, final int flags,
                                   final boolean solicited, final int sourceAddress, final int sourceQpn) {
        owner.onDatagramReceived(receive, bytes, immediate, flags, solicited, sourceAddress, sourceQpn);
    }

    @Override
    public void onServed(final WcOpcode opcode, final long bytes) {
        meter.served(bytes);
        owner.onServed(opcode, bytes);
    }

    @Override
    public void onAsyncEvent(final AsyncEventType event) {
        owner.onAsyncEvent(event);
    }
}
