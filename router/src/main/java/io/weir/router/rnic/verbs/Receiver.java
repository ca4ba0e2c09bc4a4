package io.weir.router.rnic.verbs;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.verbs.ibv.IbvCompletions;
import io.weir.router.rnic.verbs.ibv.IbvQp;
import io.weir.verbs.QpType;
import io.weir.verbs.WcFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** What a queue pair receives, into receives of its own or into those of a source that it shares with others. */
final class Receiver {
    private final VerbsQp qp;
    private final QpOwner owner;
    private final Quirks quirks;
    private final boolean datagrams;
    /** Null if receives come from {@link #shared}. */
    private final ReceiveWindow own;
    private final SharedWindow shared;

    /** One of {@code own} and {@code shared} is null. */
    Receiver(final VerbsQp qp, final QpType type, final QpOwner owner, final Quirks quirks, final ReceiveWindow own,
             final SharedWindow shared) {
        this.qp = qp;
        this.owner = owner;
        this.quirks = quirks;
        this.own = own;
        this.shared = shared;
        datagrams = type == QpType.UD;
    }

    SharedWindow shared() {
        return shared;
    }

    /** Takes what there is room for and posts it: 0, or an error number. */
    int refill(final IbvQp physical, final int epoch) {
        return own == null ? shared.refill() : own.refill(physical, epoch);
    }

    /** Whether none of its own is in the device. */
    boolean isReturned() {
        return own == null || own.isEmpty();
    }

    /** Tells the owner of its own receives that they were flushed. */
    void flush() {
        while (!isReturned()) {
            final long id = own.oldest().id;
            own.complete();
            owner.onReceiveCompleted(id, WcStatus.WR_FLUSH_ERR, WcOpcode.RECV, 0, 0, 0, false);
        }
    }

    /** Forgets its own. */
    void clear() {
        if (own != null) {
            own.clear();
        }
    }

    /** When the queue pair is gone. */
    void free() {
        if (own != null) {
            own.free();
        }
    }

    /** A receive of its own completed, according to the device. */
    void onCompleted(final IbvCompletions completions, final int index, final int epoch) {
        final long cookie = completions.id(index);
        if (own == null || Cookie.epoch(cookie) != epoch || own.isEmpty()
            || Cookie.sequence(cookie) != (int) own.head()) {
            return;
        }
        final RecvWr receive = own.oldest();
        final WcStatus status = statusOf(completions, index, receive, own.isOldestBroken());
        int source = 0;
        if (isDatagram(status)) {
            source = own.sourceAddressOfOldest();
            if (!accepts(source, completions, index)) {
                own.requeueOldest(epoch);
                qp.makeDirty();
                return;
            }
            own.deliverFirstOfOldest(completions.bytes(index));
        }
        own.complete();
        deliver(completions, index, receive, status, source);
    }

    /** A receive of the shared source completed on this queue pair, according to the device. */
    void onSharedCompleted(final IbvCompletions completions, final int index, final int slot) {
        final RecvWr receive = shared.receive(slot);
        final WcStatus status = statusOf(completions, index, receive, shared.isBroken(slot));
        int source = 0;
        if (isDatagram(status)) {
            source = shared.sourceAddress(slot);
            if (!accepts(source, completions, index)) {
                shared.requeue(slot);
                qp.makeDirty();
                return;
            }
        }
        if (status == WcStatus.SUCCESS && completions.opcode(index) == WcOpcode.RECV) {
            shared.deliverFirst(slot, completions.bytes(index));
        }
        shared.complete(slot);
        if (!qp.isReset()) {
            deliver(completions, index, receive, status, source);
        }
    }

    private boolean accepts(final int source, final IbvCompletions completions, final int index) {
        return source != ReceiveSlots.NOBODY && owner.acceptsDatagram(source, completions.sourceQpNumber(index));
    }

    private WcStatus statusOf(final IbvCompletions completions, final int index, final RecvWr receive,
                              final boolean broken) {
        final WcStatus status = completions.status(index);
        return broken && status != WcStatus.WR_FLUSH_ERR ? WcStatus.LOC_PROT_ERR : quirks.ofReceive(status, receive);
    }

    private boolean isDatagram(final WcStatus status) {
        return datagrams && status == WcStatus.SUCCESS;
    }

    private void deliver(final IbvCompletions completions, final int index, final RecvWr receive,
                         final WcStatus status, final int source) {
        if (status != WcStatus.SUCCESS) {
            qp.enterError();
            owner.onReceiveCompleted(receive.id, status, WcOpcode.RECV, 0, 0, 0, false);
        } else if (datagrams) {
            owner.onDatagramReceived(receive, completions.bytes(index), completions.immediate(index),
                (completions.flags(index) & WcFlags.WITH_IMM) | WcFlags.GRH, true, source,
                completions.sourceQpNumber(index));
        } else {
            qp.establish();
            owner.onReceiveCompleted(receive.id, status, completions.opcode(index), completions.bytes(index),
                completions.immediate(index), completions.flags(index) & WcFlags.WITH_IMM, true);
        }
        qp.makeDirty();
    }
}
