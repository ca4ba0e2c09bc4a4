package io.weir.router.rnic.soft;

import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.SendWindow;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcStatus;

/**
 * Turns send work requests into packets. What is sent and not acknowledged lies between {@code unacknowledged} and
 * {@code next}; going back to {@code unacknowledged} repeats it (IBTA volume 1, section 9.7). Answers are taken by
 * {@link Completer}.
 */
final class Requester {
    /**
     * A READ is asked for in parts, so that its responses fit into the window like everything else. Where parts end is
     * fixed by the READ itself: a repeated request must not reach beyond the first one.
     */
    private static final int READ_PART_PACKETS = 32;
    /** An acknowledgement is asked for this often within a message. */
    private static final int ACK_INTERVAL = 16;

    private static final long UNLIMITED = Long.MAX_VALUE;

    private final RcQp qp;
    private final SendSequence sends;
    private final SendWindow window;
    private final PacketWriter writer;
    private final Pacer pacer;
    private final SoftRnic rnic;
    private final OutstandingReads reads = new OutstandingReads();
    private final CongestionWindow congestion = new CongestionWindow();
    private final MessageWriter messages;
    private Route route;
    private int mtu;
    private RtsAttributes attributes;
    private long unacknowledged;
    private long next;
    private long nextPosition;
    /** After the last ever sent: what comes before {@link #next} may be acknowledged though it was taken back. */
    private long sentEnd;
    private boolean paused;
    /** Requests may take so many receives, counted from the first request ever; see {@link #onCredits}. */
    private long receiveLimit;
    private int accountedInFlight;

    Requester(final RcQp qp, final SendSequence sends, final SoftRnic rnic) {
        this.qp = qp;
        this.sends = sends;
        this.rnic = rnic;
        window = sends.window();
        writer = rnic.writer();
        pacer = qp.pacer();
        messages = new MessageWriter(BthOpcode.RC, sends, writer);
    }

    void connect(final Route newRoute, final int pathMtu, final RtsAttributes newAttributes) {
        route = newRoute;
        mtu = pathMtu;
        attributes = newAttributes;
        unacknowledged = Psn.start(newAttributes.sqPsn());
        next = unacknowledged;
        sentEnd = unacknowledged;
        nextPosition = window.tail();
        sends.start(unacknowledged, pathMtu);
        messages.connect(route);
        congestion.reset(mtu);
        receiveLimit = UNLIMITED;
        stop();
    }

    /** Nothing is in flight any more. */
    void stop() {
        reads.clear();
        next = unacknowledged;
        paused = false;
        messages.forget();
        account();
    }

    long unacknowledged() {
        return unacknowledged;
    }

    long sentEnd() {
        return sentEnd;
    }

    boolean hasInFlight() {
        return next > unacknowledged;
    }

    CongestionWindow congestion() {
        return congestion;
    }

    /** While the receiver is not ready. */
    void pause(final boolean on) {
        paused = on;
    }

    /** Everything before {@code sequence} is acknowledged, up to within the oldest request or exactly its end. */
    void acknowledgedBefore(final long sequence) {
        congestion.onAcknowledged(sequence - unacknowledged);
        unacknowledged = sequence;
        reads.answeredBefore(sequence);
        if (next < sequence) {
            next = sequence;
        }
        account();
    }

    /** The oldest request was completed. */
    void headCompleted() {
        nextPosition = Math.max(nextPosition, window.head());
    }

    /** Everything not acknowledged is to be sent again. */
    void goBack() {
        next = unacknowledged;
        nextPosition = window.head();
        reads.clear();
        account();
    }

    /** Whether {@link #transmit} would send, but for the rail's own bound. */
    boolean canSend() {
        if (paused || nextPosition == window.tail() || next - unacknowledged >= congestion.size()) {
            return false;
        }
        final SendWr wr = sends.at(nextPosition);
        if (next == sends.first(nextPosition) && !mayBegin(wr)) {
            return false;
        }
        if (!asks(wr)) {
            return true;
        }
        final boolean fits = !hasInFlight() || congestion.size() - inFlight() >= readPart();
        return attributes.maxReadAtomic() == 0 || (reads.count() < maxReads() && fits);
    }

    private boolean mayBegin(final SendWr wr) {
        return ((wr.flags & SendFlags.FENCE) == 0 || reads.count() == 0)
            && (!SendSequence.takesReceive(wr) || hasCredit());
    }

    /**
     * Want of receives lets one message pass, to find out (9.7.7.2); the oldest always passes, for a refusal may have
     * acknowledged all before it and said nothing of receives.
     */
    private boolean hasCredit() {
        return sends.receivesBefore(nextPosition) <= receiveLimit || nextPosition == window.head();
    }

    /** The peer says how many receives it has for what it has not executed; never fewer than it said before. */
    void onCredits(final int code) {
        if (code == Credits.INVALID) {
            receiveLimit = UNLIMITED;
        } else {
            final long limit = sends.receivesBefore(window.head()) + Credits.count(code);
            receiveLimit = receiveLimit == UNLIMITED ? limit : Math.max(receiveLimit, limit);
        }
    }

    /** Responses to the next part of a READ; 1 for an atomic. */
    private long readPart() {
        final long index = next - sends.first(nextPosition);
        return Math.min(READ_PART_PACKETS - index % READ_PART_PACKETS, sends.packets(nextPosition) - index);
    }

    private static boolean asks(final SendWr wr) {
        return wr.opcode == Opcode.RDMA_READ || wr.opcode.isAtomic();
    }

    private int maxReads() {
        return Math.min(attributes.maxReadAtomic(), OutstandingReads.MAX);
    }

    /** Sends at most so many packets; answers how many. */
    int transmit(final int quota, final long nowNs) {
        int sent = 0;
        while (sent < quota && canSend() && writer.hasRoom() && pacer.admits(nowNs)) {
            final int allowed = Math.max(CongestionWindow.MIN, inFlight() + rnic.inFlightRoom(mtu));
            final int room = Math.min(congestion.size(), allowed) - inFlight();
            if (room <= 0) {
                break;
            }
            final WcStatus refusal = localError(sends.at(nextPosition));
            if (refusal != null) {
                if (window.head() == nextPosition) {
                    qp.failSend(refusal);
                }
                break;
            }
            send(room);
            pacer.sent(writer.lastLength(), nowNs);
            sent++;
        }
        if (sent > 0) {
            account();
            qp.completer().sent(nowNs);
        }
        return sent;
    }

    private int inFlight() {
        return (int) (next - unacknowledged);
    }

    /** What is wrong with a request on this side; it fails when its turn to complete has come. */
    private WcStatus localError(final SendWr wr) {
        if (!HostMr.allValid(wr.sge, wr.sgeCount)) {
            return WcStatus.LOC_PROT_ERR;
        }
        if (wr.opcode.isAtomic() && sends.length(nextPosition) != Long.BYTES) {
            return WcStatus.LOC_LEN_ERR;
        }
        return asks(wr) && attributes.maxReadAtomic() == 0 ? WcStatus.LOC_QP_OP_ERR : null;
    }

    private void send(final int room) {
        final SendWr wr = sends.at(nextPosition);
        final long taken = switch (wr.opcode) {
            case RDMA_READ -> sendRead(wr);
            case ATOMIC_CMP_AND_SWP, ATOMIC_FETCH_AND_ADD -> sendAtomic(wr);
            default -> sendData(room);
        };
        next += taken;
        sentEnd = Math.max(sentEnd, next);
        if (next == sends.end(nextPosition)) {
            nextPosition++;
        }
    }

    private long sendRead(final SendWr wr) {
        final long part = readPart();
        final long offset = sends.offset(nextPosition, next);
        final long length = Math.min(sends.length(nextPosition) - offset, part * mtu);
        final long extension = writer.begin(route, BthOpcode.READ_REQUEST, next, 0, false, true);
        Reth.put(extension, wr.remoteAddress + offset, wr.rkey, length);
        writer.finish();
        reads.add(next + part);
        return part;
    }

    private long sendAtomic(final SendWr wr) {
        final boolean swaps = wr.opcode == Opcode.ATOMIC_CMP_AND_SWP;
        final int opcode = swaps ? BthOpcode.COMPARE_SWAP : BthOpcode.FETCH_ADD;
        final long extension = writer.begin(route, opcode, next, 0, false, true);
        AtomicEth.put(extension, wr.remoteAddress, wr.rkey, swaps ? wr.swap : wr.compareAdd, swaps ? wr.compareAdd : 0);
        writer.finish();
        reads.add(next + 1);
        return 1;
    }

    private long sendData(final int room) {
        final long index = next - sends.first(nextPosition);
        final boolean last = next == sends.end(nextPosition) - 1;
        final boolean ackRequest = last || room == 1 || index % ACK_INTERVAL == ACK_INTERVAL - 1;
        messages.write(nextPosition, next, ackRequest, next < sentEnd);
        return 1;
    }

    private void account() {
        final int inFlight = inFlight();
        rnic.addInFlight(inFlight - accountedInFlight, mtu);
        accountedInFlight = inFlight;
    }
}
