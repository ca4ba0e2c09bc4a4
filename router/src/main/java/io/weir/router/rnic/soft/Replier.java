package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.host.HostMemory;
import io.weir.router.rnic.host.HostMr;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.WcOpcode;

/**
 * Sends the responder's answers in the order of the requests: responses to READs and atomics first, then, once none is
 * left, one acknowledgement or refusal for all that came since (IBTA volume 1, section 9.7.5.1).
 */
final class Replier {
    private static final int NONE = -1;
    /**
     * After a message that took a receive, the acknowledgement waits so long for a request the other way: who answers
     * should not have to wait until the acknowledgement has gone.
     */
    private static final long ANSWER_NS = 4_000;
    /**
     * While each message is answered like that, who sent it waits for the answer and hardly for the acknowledgement,
     * and one for several will do: an acknowledgement costs both sides as much as a message.
     */
    private static final long CONVERSATION_NS = 100_000;
    /** But not when so many packets wait for it. */
    private static final int MANY_PACKETS = 16;

    private final RcQp qp;
    private final SoftRnic rnic;
    private final QpOwner owner;
    private final ReceiveSource receives;
    private final SoftCounters counters;
    private final PacketWriter writer;
    private final Pacer pacer;
    private Route route;
    private int maxReads;
    private ResponseQueue jobs = new ResponseQueue(0);
    private AtomicReplay replay = new AtomicReplay(1);
    private int mtu;
    private int messageSequence;
    private long acknowledgedEnd;
    private long acknowledgedBefore;
    private boolean acknowledgementDue;
    /** When the acknowledgement that is due goes, whatever else. */
    private long acknowledgeAtNs;
    /** Messages are answered. */
    private boolean conversing;
    /** The last message taken is not, yet. */
    private boolean awaitsAnswer;
    private int refusal;
    private int finalRefusal;
    private long refusedSequence;
    private boolean refusedForGood;

    Replier(final RcQp qp, final ReceiveSource receives, final SoftRnic rnic) {
        this.qp = qp;
        this.receives = receives;
        this.rnic = rnic;
        owner = qp.owner();
        writer = rnic.writer();
        pacer = qp.pacer();
        counters = rnic.softCounters();
    }

    void connect(final Route newRoute, final RtrAttributes attributes) {
        route = newRoute;
        mtu = attributes.pathMtu().bytes();
        maxReads = Math.min(attributes.maxDestReadAtomic(), OutstandingReads.MAX);
        jobs = new ResponseQueue(maxReads * 2);
        replay = new AtomicReplay(Math.max(1, maxReads));
        messageSequence = 0;
        acknowledgedEnd = 0;
        acknowledgedBefore = 0;
        clear();
    }

    void clear() {
        jobs.clear();
        acknowledgementDue = false;
        refusal = NONE;
        refusedForGood = false;
        conversing = false;
        awaitsAnswer = false;
    }

    /** Whether something is there for {@link #transmit}: READ responses are paced, what comes after has to wait too. */
    boolean canTransmit() {
        return jobs.isEmpty() ? refusal != NONE || acknowledgementDue : !pacer.isWaiting();
    }

    private boolean isRipe(final long nowNs) {
        return nowNs - acknowledgeAtNs >= 0 || acknowledgedEnd - acknowledgedBefore >= MANY_PACKETS;
    }

    private long patienceNs(final boolean tookReceive) {
        if (tookReceive) {
            return conversing ? CONVERSATION_NS : ANSWER_NS;
        }
        return 0;
    }

    long responses(final long length) {
        return Math.max(1, (length + mtu - 1) / mtu);
    }

    boolean hasRoomForFresh() {
        return jobs.freshCount() < maxReads && !jobs.isFull();
    }

    void messageDone() {
        messageSequence++;
    }

    /**
     * Requests before {@code end} were executed.
     *
     * @param due         the peer wants to know
     * @param tookReceive so that the peer may soon be sent a request that answers
     */
    void accepted(final long end, final boolean due, final boolean tookReceive) {
        acknowledgedEnd = end;
        awaitsAnswer |= tookReceive;
        if (due && !(tookReceive && acknowledgementDue)) {
            acknowledgeAtNs = rnic.nowNs() + patienceNs(tookReceive);
            acknowledgementDue = true;
        }
        if (!refusedForGood) {
            refusal = NONE;
        }
    }

    /** A request before {@code end} came again: it is acknowledged again, unless a refusal of what follows says it. */
    void repeated(final long end) {
        if (refusal == NONE) {
            accepted(end, true, false);
        }
    }

    void refuse(final int syndrome, final long sequence) {
        refusal = syndrome;
        refusedSequence = sequence;
    }

    /** The queue pair goes to error, but what came before is answered, and then this. */
    void refuseForGood(final int syndrome, final long sequence) {
        refuse(syndrome, sequence);
        finalRefusal = syndrome;
        refusedForGood = true;
        acknowledgementDue = false;
    }

    /**
     * Something came for a queue pair in error. If that error was a refusal, it is said again: the NAK may have been
     * lost, and silence would turn it into a timeout at the peer.
     */
    void refuseAgain(final Packet packet) {
        if (refusedForGood && !BthOpcode.isResponse(packet.opcode())
            && Psn.near(refusedSequence, packet.psn()) >= refusedSequence) {
            refusal = finalRefusal;
        }
    }

    void read(final long sequence, final HostMr region, final long address, final long length, final boolean fresh) {
        jobs.insert(ResponseJob.Kind.READ, sequence, responses(length), fresh).memory(region, address, length);
        acknowledgedEnd = sequence + responses(length);
    }

    void atomic(final long sequence, final HostMr region, final long address, final Packet packet) {
        final ResponseJob job = jobs.insert(ResponseJob.Kind.ATOMIC, sequence, 1, true);
        job.memory(region, address, Long.BYTES);
        job.opcode = packet.opcode();
        job.swapAdd = AtomicEth.swapAdd(packet.extension());
        job.compare = AtomicEth.compare(packet.extension());
        acknowledgedEnd = sequence + 1;
    }

    /** The peer asks again, from some response on: it takes up there, or reads anew what was answered in full. */
    void repeatRead(final long sequence, final HostMr region, final long address, final long length) {
        final ResponseJob job = jobs.find(sequence);
        if (job != null && job.kind == ResponseJob.Kind.READ) {
            rewind(job, sequence);
        } else if (job == null && !jobs.isFull()) {
            jobs.insert(ResponseJob.Kind.READ, sequence, responses(length), false).memory(region, address, length);
        }
    }

    private void rewind(final ResponseJob job, final long sequence) {
        if (sequence < job.next) {
            job.next = sequence;
            job.cursor.seek((sequence - job.first) * mtu);
        }
    }

    /** The peer asks again for an atomic: if it was executed and is remembered, its result is sent again. */
    void repeatAtomic(final long sequence) {
        final int index = replay.find(sequence);
        if (index >= 0 && jobs.find(sequence) == null && !jobs.isFull()) {
            jobs.insert(ResponseJob.Kind.ATOMIC_REPLAY, sequence, 1, false).result = replay.result(index);
        }
    }

    /** Sends at most so many packets, but for an acknowledgement that may wait; answers how many. */
    int transmit(final int quota, final long nowNs) {
        int sent = 0;
        while (sent < quota && !jobs.isEmpty() && writer.hasRoom() && pacer.admits(nowNs)) {
            respond(jobs.first());
            pacer.sent(writer.lastLength(), nowNs);
            sent++;
        }
        if (sent < quota && jobs.isEmpty() && refusal != NONE && writer.hasRoom()) {
            acknowledge(refusal, refusedSequence);
            refusal = NONE;
            sent++;
        }
        if (sent < quota && isRipe(nowNs)) {
            conversing &= !awaitsAnswer;
            sent += acknowledge();
        }
        return sent;
    }

    /** A request went out: if it came soon after a message, it is taken for an answer. */
    void requested() {
        if (awaitsAnswer) {
            awaitsAnswer = false;
            if (!conversing) {
                conversing = true;
                acknowledgeAtNs += CONVERSATION_NS;
            }
        }
    }

    private int acknowledge() {
        if (!acknowledgementDue || !jobs.isEmpty() || refusal != NONE || !writer.hasRoom()) {
            return 0;
        }
        acknowledge(ackSyndrome(), acknowledgedEnd - 1);
        acknowledgementDue = false;
        acknowledgedBefore = acknowledgedEnd;
        return 1;
    }

    /** When the acknowledgement goes that waits for a request now; {@link Long#MAX_VALUE} if none does. */
    long acknowledgeAtNs() {
        return acknowledgementDue && jobs.isEmpty() && refusal == NONE ? acknowledgeAtNs : Long.MAX_VALUE;
    }

    private int ackSyndrome() {
        return Aeth.ACK | Credits.code(receives.available());
    }

    private void acknowledge(final int syndrome, final long sequence) {
        final long extension = writer.begin(route, BthOpcode.ACKNOWLEDGE, sequence, 0, false, false);
        Aeth.put(extension, syndrome, messageSequence);
        writer.finish();
    }

    private void respond(final ResponseJob job) {
        if (!job.hasValidMemory()) {
            final long sequence = job.next;
            jobs.clear();
            counters.remoteAccessErrors++;
            refuseForGood(Aeth.NAK_REMOTE_ACCESS, sequence);
            qp.failReceive(AsyncEventType.QP_ACCESS_ERR);
            return;
        }
        if (job.kind == ResponseJob.Kind.READ) {
            respondRead(job);
        } else {
            respondAtomic(job);
        }
        if (job.next == job.end) {
            if (job.fresh && job.kind == ResponseJob.Kind.READ) {
                owner.onServed(WcOpcode.RDMA_READ, job.length);
            }
            if (jobs.first() == job) {
                jobs.removeFirst();
            }
        }
    }

    private void respondRead(final ResponseJob job) {
        final long index = job.next - job.first;
        final int opcode = BthOpcode.ofReadResponse(index, job.end - job.first);
        final int payload = (int) Math.min(mtu, job.length - index * mtu);
        final long extension = writer.begin(route, opcode, job.next, payload, false, false);
        if (BthOpcode.hasAckHeader(opcode)) {
            Aeth.put(extension, ackSyndrome(), messageSequence);
        }
        job.next++;
        writer.finish(job.cursor, !job.fresh);
    }

    private void respondAtomic(final ResponseJob job) {
        if (job.kind == ResponseJob.Kind.ATOMIC) {
            execute(job);
        }
        final long extension = writer.begin(route, BthOpcode.ATOMIC_ACKNOWLEDGE, job.next, 0, false, false);
        Aeth.put(extension, ackSyndrome(), messageSequence);
        Wire.putLong(extension + Aeth.LENGTH, job.result);
        writer.finish();
        job.next++;
    }

    private void execute(final ResponseJob job) {
        final long address = job.cursor.address();
        final boolean swaps = job.opcode == BthOpcode.COMPARE_SWAP;
        job.result = swaps ? HostMemory.compareAndSwap(address, job.compare, job.swapAdd)
            : HostMemory.fetchAndAdd(address, job.swapAdd);
        replay.put(job.first, job.result);
        owner.onServed(swaps ? WcOpcode.COMP_SWAP : WcOpcode.FETCH_ADD, Long.BYTES);
    }
}
