package io.weir.router.rnic.local;

import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.RnrTimer;
import io.weir.router.rnic.host.SendWindow;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.router.rnic.host.Timer;
import io.weir.router.rnic.host.Timers;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import org.agrona.UnsafeApi;

/** Executes the send requests of a queue pair, in order and piece by piece, against its peer's {@link Responder}. */
final class Requester extends Timer {
    /** What a request costs of a turn at least: many small ones must not hold a turn for long either. */
    private static final int MIN_COST = 1024;
    private static final int RNR_FOR_EVER = 7;
    /** Who waits for ever looks less and less often by itself: the peer tells when there are receives. */
    private static final int RNR_DOUBLINGS = 6;
    private static final long TIMEOUT_UNIT_NS = 4_096;

    private enum Wait { NONE, RECEIVE, PEER }

    private final LocalQp qp;
    private final SendWindow window;
    private final Timers timers;
    private final LocalCounters counters;
    private final SgeCursor local = new SgeCursor();
    /** An aligned word for an atomic's answer, on its way to the scatter list. */
    private final long wordAddress;
    private RtsAttributes attributes;
    private Wait wait = Wait.NONE;
    private boolean begun;
    private long done;
    private int rnrLeft;
    private int rnrWaits;

    Requester(final LocalQp qp, final SendWindow window, final LocalRnic rnic) {
        this.qp = qp;
        this.window = window;
        timers = rnic.timers();
        counters = rnic.localCounters();
        wordAddress = rnic.wordAddress();
    }

    void connect(final RtsAttributes rts) {
        attributes = rts;
        rnrLeft = rts.rnrRetry();
        rnrWaits = 0;
    }

    void stop() {
        timers.cancel(this);
        wait = Wait.NONE;
        begun = false;
    }

    boolean isWaiting() {
        return wait != Wait.NONE;
    }

    /** The peer has receives, or became ready: look again, before the timer says so. */
    void wake() {
        if (wait == Wait.PEER) {
            timers.cancel(this);
        }
        wait = Wait.NONE;
    }

    /** Goes on with the oldest request, by at most {@code budget} bytes; answers what that cost. */
    long step(final LocalQp peer, final long budget, final long nowNs) {
        final SendWr wr = window.at(window.head());
        if (!qp.isReliable() && !isUnreliable(wr.opcode)) {
            qp.failSend(WcStatus.LOC_QP_OP_ERR);
            return MIN_COST;
        }
        if (peer == null) {
            awaitPeer(nowNs);
            return MIN_COST;
        }
        if (!HostMr.allValid(wr.sge, wr.sgeCount)) {
            qp.failSend(WcStatus.LOC_PROT_ERR);
            return MIN_COST;
        }
        if (!begun) {
            local.wrap(wr.sge, wr.sgeCount);
            done = 0;
        }
        final long before = done;
        final long length = wr.length();
        final long piece = Math.min(budget, length - done);
        final Answer answer = switch (wr.opcode) {
            case SEND, SEND_WITH_IMM -> send(peer, wr, length, piece, nowNs);
            case RDMA_WRITE, RDMA_WRITE_WITH_IMM -> write(peer.responder(), wr, length, piece);
            case RDMA_READ -> read(peer.responder(), wr, length, piece);
            case ATOMIC_CMP_AND_SWP, ATOMIC_FETCH_AND_ADD -> atomic(peer.responder(), wr, length);
        };
        final long moved = done - before;
        counters.bytes += Math.max(0, moved);
        if (!qp.isReliable() && answer != null && answer != Answer.ACCEPTED) {
            drop();
            if (answer == Answer.RECEIVE_FAILED) {
                peer.failReceive(null);
            }
        } else if (answer == Answer.RECEIVER_NOT_READY) {
            awaitReceive(peer, nowNs);
        } else if (answer != null && answer.isRefusal()) {
            counters.refusals++;
            qp.failSend(answer.status);
            peer.failReceive(answer.event);
        }
        return Math.max(MIN_COST, moved);
    }

    private Answer send(final LocalQp peer, final SendWr wr, final long length, final long piece, final long nowNs) {
        final Responder responder = peer.responder();
        if (!begun) {
            final Answer answer = responder.beginSend(length);
            if (answer != Answer.ACCEPTED) {
                return answer;
            }
            begin();
        } else if (!responder.isReceiving()) {
            awaitPeer(nowNs);
            return null;
        }
        final Answer answer = responder.receive(local, piece);
        if (answer != Answer.ACCEPTED) {
            return answer;
        }
        done += piece;
        if (done == length) {
            responder.endSend(length, wr.immediate, wr.opcode.hasImmediate(), isSolicited(wr));
            complete();
        }
        return answer;
    }

    private Answer write(final Responder responder, final SendWr wr, final long length, final long piece) {
        final Answer answer = responder.check(wr.opcode, wr.rkey, wr.remoteAddress + done, length - done);
        if (answer != Answer.ACCEPTED) {
            return answer;
        }
        begin();
        if (piece > 0) {
            local.copyTo(responder.memory(), piece, true);
            done += piece;
        }
        if (done < length) {
            return answer;
        }
        if (wr.opcode == Opcode.RDMA_WRITE) {
            responder.served(WcOpcode.RDMA_WRITE, length);
        } else {
            final Answer received = responder.endWriteWithImmediate(length, wr.immediate, isSolicited(wr));
            if (received != Answer.ACCEPTED) {
                return received;
            }
        }
        complete();
        return answer;
    }

    private Answer read(final Responder responder, final SendWr wr, final long length, final long piece) {
        if (attributes.maxReadAtomic() == 0) {
            qp.failSend(WcStatus.LOC_QP_OP_ERR);
            return null;
        }
        final Answer answer = responder.check(wr.opcode, wr.rkey, wr.remoteAddress + done, length - done);
        if (answer != Answer.ACCEPTED) {
            return answer;
        }
        begin();
        if (piece > 0) {
            responder.memory().copyTo(local, piece, true);
            done += piece;
        }
        if (done == length) {
            responder.served(WcOpcode.RDMA_READ, length);
            complete();
        }
        return answer;
    }

    private Answer atomic(final Responder responder, final SendWr wr, final long length) {
        if (attributes.maxReadAtomic() == 0 || length != Long.BYTES) {
            qp.failSend(length != Long.BYTES ? WcStatus.LOC_LEN_ERR : WcStatus.LOC_QP_OP_ERR);
            return null;
        }
        final Answer answer = responder.checkAtomic(wr.rkey, wr.remoteAddress);
        if (answer == Answer.ACCEPTED) {
            UnsafeApi.putLong(wordAddress, responder.atomic(wr.opcode, wr.compareAdd, wr.swap));
            local.copyFrom(wordAddress, Long.BYTES, true);
            complete();
        }
        return answer;
    }

    private static boolean isSolicited(final SendWr wr) {
        return (wr.flags & SendFlags.SOLICITED) != 0;
    }

    /** The peer answers: whatever was waited for is over. */
    private void begin() {
        if (!begun) {
            begun = true;
            timers.cancel(this);
        }
    }

    private void complete() {
        timers.cancel(this);
        begun = false;
        rnrLeft = attributes.rnrRetry();
        rnrWaits = 0;
        counters.operations++;
        window.completeHead(WcStatus.SUCCESS);
    }

    /** As if an RNR NAK had come. Woken before its time and still without a receive, it goes on waiting. */
    private void awaitReceive(final LocalQp peer, final long nowNs) {
        wait = Wait.RECEIVE;
        if (isScheduled()) {
            return;
        }
        counters.receiverNotReady++;
        if (rnrLeft == 0) {
            qp.failSend(WcStatus.RNR_RETRY_EXC_ERR);
            return;
        }
        long delayNs = RnrTimer.delayNs(peer.minRnrTimer());
        if (rnrLeft == RNR_FOR_EVER) {
            delayNs <<= Math.min(rnrWaits++, RNR_DOUBLINGS);
        } else {
            rnrLeft--;
        }
        timers.schedule(this, nowNs + delayNs);
    }

    /** Nobody there or nobody ready: an unreliable service does not ask. */
    private void drop() {
        counters.dropped++;
        complete();
    }

    private static boolean isUnreliable(final Opcode opcode) {
        return opcode != Opcode.RDMA_READ && !opcode.isAtomic();
    }

    /** As if packets stayed without an answer, through all retries. */
    private void awaitPeer(final long nowNs) {
        if (!qp.isReliable()) {
            drop();
            return;
        }
        wait = Wait.PEER;
        if (attributes.timeout() != 0) {
            final long perTry = TIMEOUT_UNIT_NS << attributes.timeout();
            timers.schedule(this, nowNs + perTry * (attributes.retryCount() + 1));
        } else {
            timers.cancel(this);
        }
    }

    @Override
    protected void onTimer(final long nowNs) {
        final boolean unanswered = wait == Wait.PEER;
        wait = Wait.NONE;
        if (unanswered && !qp.canGoOn()) {
            counters.unanswered++;
            qp.failSend(WcStatus.RETRY_EXC_ERR);
        } else {
            qp.makeRunnable();
        }
    }

    /** Whether the request under way is a SEND with bytes already in the peer's receive. */
    boolean needsReceiveInProgress() {
        final Opcode opcode = window.isEmpty() ? null : window.at(window.head()).opcode;
        return begun && (opcode == Opcode.SEND || opcode == Opcode.SEND_WITH_IMM);
    }
}
