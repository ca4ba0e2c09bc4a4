package io.weir.router.rnic.soft;

import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.RnrTimer;
import io.weir.router.rnic.host.SendWindow;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.router.rnic.host.Timer;
import io.weir.router.rnic.host.Timers;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import org.agrona.UnsafeApi;

/**
 * Hears the peer's answers and completes send work requests: acknowledgements, responses, refusals, and silence
 * (IBTA volume 1, sections 9.7.5 and 9.9.2).
 */
final class Completer extends Timer {
    private static final int RNR_FOR_EVER = 7;
    private static final long TIMEOUT_UNIT_NS = 4_096;
    /**
     * Gaps seen within this part of the timeout after a retry cost no further one: answers to what was sent before it
     * are still on their way, late and out of order.
     */
    private static final int ECHO_SHIFT = 3;
    /** Code of the timeout that this is reckoned from when there is none. */
    private static final int ECHO_TIMEOUT = 14;

    private final RcQp qp;
    private final Requester requester;
    private final SendSequence sends;
    private final SendWindow window;
    private final Timers timers;
    private final SoftCounters counters;
    private final SgeCursor target = new SgeCursor();
    private final long wordAddress;
    private RtsAttributes attributes;
    private long targetSequence;
    private int retriesLeft;
    private int rnrLeft;
    /** Gaps until then are echoes of the last retry. */
    private long echoEndNs;
    private long now;
    private boolean awaitsReceiver;
    /** Went back and has not heard of it yet. */
    private boolean recovering;
    /** Then, answers out of order are old news as long as they rise: what is sent anew begins below. */
    private long oldNewsEnd;

    Completer(final RcQp qp, final Requester requester, final SendSequence sends, final SoftRnic rnic) {
        this.qp = qp;
        this.requester = requester;
        this.sends = sends;
        window = sends.window();
        timers = rnic.timers();
        counters = rnic.softCounters();
        wordAddress = rnic.wordAddress();
    }

    void connect(final RtsAttributes newAttributes) {
        attributes = newAttributes;
        stop();
        restoreRetries();
    }

    void stop() {
        timers.cancel(this);
        awaitsReceiver = false;
        recovering = false;
        targetSequence = -1;
    }

    private void restoreRetries() {
        echoEndNs = Long.MIN_VALUE;
        retriesLeft = attributes.retryCount();
        rnrLeft = attributes.rnrRetry();
    }

    /** Packets were sent at this time. */
    void sent(final long nowNs) {
        // packets that go slowly are not late: the last one counts
        if (!isScheduled() || (qp.pacer().isLimiting() && !awaitsReceiver)) {
            startTimer(nowNs);
        }
    }

    private void startTimer(final long nowNs) {
        if (attributes.timeout() != 0) {
            timers.schedule(this, nowNs + timeoutNs());
        }
    }

    private long timeoutNs() {
        return TIMEOUT_UNIT_NS << attributes.timeout();
    }

    private long echoNs() {
        return (attributes.timeout() == 0 ? TIMEOUT_UNIT_NS << ECHO_TIMEOUT : timeoutNs()) >> ECHO_SHIFT;
    }

    @Override
    protected void onTimer(final long nowNs) {
        if (awaitsReceiver) {
            awaitsReceiver = false;
            requester.pause(false);
        } else if (!requester.hasInFlight()) {
            return;
        } else {
            requester.congestion().onTimeout();
            if (mayRetry(nowNs)) {
                counters.ackTimeouts++;
                goBack(Long.MAX_VALUE);
            }
        }
        qp.makeActive();
    }

    /** A response packet: ACK, NAK, or data. */
    void onResponse(final Packet packet, final long nowNs) {
        final long sequence = Psn.near(requester.unacknowledged(), packet.psn());
        if (sequence >= requester.sentEnd()) {
            counters.ghosts++;
            return;
        }
        if (window.isEmpty()) {
            return;
        }
        now = nowNs;
        final long before = requester.unacknowledged();
        switch (packet.opcode()) {
            case BthOpcode.ACKNOWLEDGE -> onAcknowledge(Aeth.syndrome(packet.extension()), sequence, nowNs);
            case BthOpcode.ATOMIC_ACKNOWLEDGE -> onAtomicResponse(packet, sequence);
            default -> onReadResponse(packet, sequence);
        }
        if (requester.unacknowledged() > before && qp.isReadyToSend()) {
            if (!awaitsReceiver) {
                timers.cancel(this);
                if (requester.hasInFlight()) {
                    startTimer(nowNs);
                }
            }
            qp.makeActive();
        }
        if (BthOpcode.hasAckHeader(packet.opcode()) && sequence + 1 >= requester.unacknowledged()) {
            onCredits(Aeth.syndrome(packet.extension()));
        }
    }

    private void onCredits(final int syndrome) {
        if (Aeth.isAck(syndrome) && qp.isReadyToSend()) {
            requester.onCredits(Aeth.value(syndrome));
        }
    }

    private void onAcknowledge(final int syndrome, final long sequence, final long nowNs) {
        if (Aeth.isAck(syndrome)) {
            if (!acknowledgeBefore(sequence + 1)) {
                impliedNak(sequence);
            }
            return;
        }
        if (sequence < requester.unacknowledged()) {
            return;
        }
        if (!acknowledgeBefore(sequence)) {
            impliedNak(sequence);
            return;
        }
        if (!qp.isReadyToSend()) {
            return;
        }
        if (Aeth.isRnrNak(syndrome)) {
            onReceiverNotReady(Aeth.value(syndrome), nowNs);
            return;
        }
        switch (syndrome) {
            case Aeth.NAK_SEQUENCE -> onSequenceNak();
            case Aeth.NAK_INVALID_REQUEST -> {
                counters.invalidRequestNaks++;
                qp.failSend(WcStatus.REM_INV_REQ_ERR);
            }
            case Aeth.NAK_REMOTE_ACCESS -> {
                counters.remoteAccessNaks++;
                qp.failSend(WcStatus.REM_ACCESS_ERR);
            }
            case Aeth.NAK_REMOTE_OPERATIONAL -> qp.failSend(WcStatus.REM_OP_ERR);
            default -> qp.failSend(WcStatus.BAD_RESP_ERR);
        }
    }

    private void onSequenceNak() {
        if (!recovering) {
            requester.congestion().onLoss();
            if (mayRetryGap()) {
                counters.packetSequenceErrors++;
                goBack(Long.MAX_VALUE);
            }
        }
    }

    private void onReceiverNotReady(final int timerCode, final long nowNs) {
        if (awaitsReceiver) {
            return;
        }
        if (rnrLeft == 0) {
            counters.rnrRetryExceeded++;
            qp.failSend(WcStatus.RNR_RETRY_EXC_ERR);
            return;
        }
        counters.rnrNaksReceived++;
        if (rnrLeft != RNR_FOR_EVER) {
            rnrLeft--;
        }
        awaitsReceiver = true;
        requester.goBack();
        requester.pause(true);
        timers.cancel(this);
        timers.schedule(this, nowNs + RnrTimer.delayNs(timerCode));
    }

    /** An answer to a later packet came before that of an earlier READ or atomic, which thus was lost (9.7.5.2.2). */
    private void impliedNak(final long sequence) {
        if (recovering && sequence > oldNewsEnd) {
            oldNewsEnd = sequence;
        } else if (qp.isReadyToSend()) {
            requester.congestion().onLoss();
            if (mayRetryGap()) {
                counters.impliedNaks++;
                goBack(sequence);
            }
        }
    }

    /**
     * Whether there is a retry left: each costs one, for a gap as well as for silence, until something is acknowledged
     * (9.9.2.1.1). The oldest request fails if there is none.
     */
    private boolean mayRetry(final long nowNs) {
        if (retriesLeft-- > 0) {
            echoEndNs = nowNs + echoNs();
            return true;
        }
        counters.retryExceeded++;
        qp.failSend(WcStatus.RETRY_EXC_ERR);
        return false;
    }

    private boolean mayRetryGap() {
        return now < echoEndNs || mayRetry(now);
    }

    private void goBack(final long newsEnd) {
        recovering = true;
        oldNewsEnd = newsEnd;
        requester.goBack();
        qp.makeActive();
    }

    /**
     * Takes everything before a sequence as acknowledged, but nothing beyond a READ or atomic without its response.
     *
     * @return whether it got there
     */
    private boolean acknowledgeBefore(final long sequence) {
        while (requester.unacknowledged() < sequence && !window.isEmpty() && qp.isReadyToSend()) {
            final long head = window.head();
            final SendWr wr = sends.at(head);
            if (wr.opcode == Opcode.RDMA_READ || wr.opcode.isAtomic()) {
                return false;
            }
            progressTo(Math.min(sequence, sends.end(head)));
        }
        return true;
    }

    /** Within the oldest request or to its end, which completes it. */
    private void progressTo(final long sequence) {
        recovering = false;
        restoreRetries();
        requester.acknowledgedBefore(sequence);
        if (sequence == sends.end(window.head())) {
            window.completeHead(WcStatus.SUCCESS);
            requester.headCompleted();
        }
    }

    /** Whether the oldest request is what a response with this sequence is for; all before it is acknowledged then. */
    private boolean isExpected(final long sequence, final boolean atomic) {
        if (sequence < requester.unacknowledged()) {
            return false;
        }
        if (!acknowledgeBefore(sequence)) {
            impliedNak(sequence);
            return false;
        }
        if (window.isEmpty() || !qp.isReadyToSend()) {
            return false;
        }
        final SendWr wr = sends.at(window.head());
        if (atomic ? !wr.opcode.isAtomic() : wr.opcode != Opcode.RDMA_READ) {
            counters.ghosts++;
            return false;
        }
        if (!HostMr.allValid(wr.sge, wr.sgeCount)) {
            qp.failSend(WcStatus.LOC_PROT_ERR);
            return false;
        }
        return true;
    }

    private void onReadResponse(final Packet packet, final long sequence) {
        if (!isExpected(sequence, false)) {
            return;
        }
        final long head = window.head();
        if (packet.payloadLength() != sends.payloadLength(head, sequence)) {
            qp.failSend(WcStatus.BAD_RESP_ERR);
            return;
        }
        final SendWr wr = sends.at(head);
        if (targetSequence != sequence || sequence == sends.first(head)) {
            target.wrap(wr.sge, wr.sgeCount);
            target.seek(sends.offset(head, sequence));
        }
        target.copyFrom(packet.payload(), packet.payloadLength(), sequence + 1 == sends.end(head));
        targetSequence = sequence + 1;
        counters.receivedPayload += packet.payloadLength();
        progressTo(sequence + 1);
    }

    private void onAtomicResponse(final Packet packet, final long sequence) {
        if (!isExpected(sequence, true)) {
            return;
        }
        final SendWr wr = sends.at(window.head());
        UnsafeApi.putLong(wordAddress, Wire.getLong(packet.extension() + Aeth.LENGTH));
        target.wrap(wr.sge, wr.sgeCount);
        target.copyFrom(wordAddress, Long.BYTES, true);
        targetSequence = -1;
        progressTo(sequence + 1);
    }
}
