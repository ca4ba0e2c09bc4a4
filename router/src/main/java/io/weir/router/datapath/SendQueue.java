package io.weir.router.datapath;

import static io.weir.shm.SendQueueDescriptor.CONSUMER_OFFSET;
import static io.weir.shm.SendQueueDescriptor.ENTRIES_OFFSET;
import static io.weir.shm.SendQueueDescriptor.PRODUCER_OFFSET;

import io.weir.policy.TenantLimits;
import io.weir.router.rnic.SendWr;
import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A send ring on its way to the RNIC and back.
 *
 * <pre>
 *     completed         fetched            producer
 *         │  in the RNIC   │  in the ring only  │  free
 * ────────┴────────────────┴────────────────────┴──────
 * </pre>
 * All three are private; the {@link ProducerIndex} is believed only as far as {@code completed} allows. A work request
 * that is wrong by itself stops the fetching, waits for those before it, completes with its status, and takes the queue
 * pair to error.
 */
final class SendQueue {
    /** {@link #post}: a piece was posted, of {@link #postedBytes}. */
    static final int POSTED = 1;
    /** {@link #post}: nothing to post; a doorbell, a completion or an answer will tell when there is. */
    static final int WAITING = 0;
    /** {@link #post}: held back by the tenant's limiter until {@link #nextTryNs}. */
    static final int THROTTLED = -1;
    /** {@link #prepare}: nothing to post. */
    static final int NO_LINK = -1;

    private final QueuePair queuePair;
    private final CompletionQueue completionQueue;
    private final UnsafeBuffer segment;
    private final int offset;
    private final int depth;
    private final int stride;
    private final boolean signalAll;
    private final SendRequest request;
    private final SendWr wr;
    private final RemoteName remote;
    private final InFlight inFlight;
    private final SendMeter meter;
    private final LatencySampler latency;

    /** Of work requests fetched and not completed, by index modulo the number of slots. */
    private final long[] wrIds;
    private final long[] lengths;
    private final byte[] opcodes;
    private final boolean[] signaled;

    private final ProducerIndex producer;
    private long fetched;
    private long completed;
    private boolean reported;
    /** {@link #request} holds work request fetched - 1, of which a piece is still to be posted. */
    private boolean open;
    private boolean admitted;
    private boolean windowFull;
    /** What is wrong with work request fetched - 1; SUCCESS if nothing. */
    private WcStatus failure = WcStatus.SUCCESS;
    private int postedPieces;
    private long postedBytes;
    private long postedOperations;

    SendQueue(final QueuePair queuePair, final Session session, final Device device, final QpSpec spec) {
        this.queuePair = queuePair;
        this.completionQueue = (CompletionQueue) spec.sendCq();
        this.segment = session.segment();
        this.offset = spec.sqOffset();
        this.depth = spec.sqDepth();
        this.stride = SendQueueDescriptor.stride(spec.maxSendSge(), spec.maxInline());
        this.signalAll = spec.signalAll();
        session.requireRing(offset, SendQueueDescriptor.ringLength(depth, stride), depth);
        request = new SendRequest(session, spec);
        wr = new SendWr(Math.max(1, spec.maxSendSge()));
        remote = new RemoteName(queuePair, device, spec.type(), request, wr);
        inFlight = new InFlight();
        meter = new SendMeter(queuePair.meter(), inFlight);
        latency = new LatencySampler(device.latency(), session.clock());
        producer = new ProducerIndex(segment, offset + PRODUCER_OFFSET, depth);
        // whatever depth the tenant asks for: besides those in the RNIC at most one is fetched
        final int slots = Math.min(depth, 2 * InFlight.WINDOW);
        wrIds = new long[slots];
        lengths = new long[slots];
        opcodes = new byte[slots];
        signaled = new boolean[slots];
    }

    /** The tenant rang: it may have posted. */
    void onDoorbell(final long nowNs) {
        if (latency.isDue(completed, nowNs)) {
            final long newest = producer.peek(completed) - 1;
            if (newest - completed >= 0) {
                latency.begin(newest, nowNs);
            }
        }
    }

    /**
     * Fetches the next work request unless there is one; the index of the {@link Link} that its next piece goes to, or
     * {@link #NO_LINK} if there is nothing to post: a doorbell, a completion or an answer will tell when there is.
     */
    int prepare(final boolean mayFetch) {
        if (!open && !(mayFetch && fetch())) {
            return NO_LINK;
        }
        if (inFlight.isFull()) {
            windowFull = true;
            return NO_LINK;
        }
        if (remote.isAwaited()) {
            return NO_LINK;
        }
        return Scheduler.link(remote.rnicIndex(), request.isInbound());
    }

    /**
     * Tries to post the next piece of what was {@link #prepare}d, for that lane; and while all goes well, of the work
     * requests after it that go to the same lane.
     *
     * @param most     pieces at once
     * @param mayFetch whether work requests may be begun
     */
    int post(final Lane lane, final long nowNs, final int most, final boolean mayFetch) {
        postedPieces = 0;
        postedBytes = 0;
        postedOperations = 0;
        int result = post(lane, nowNs);
        while (result == POSTED && postedPieces < most && postedBytes < TenantLimits.CHUNK_BYTES
            && prepare(mayFetch) == lane.link()) {
            result = post(lane, nowNs);
        }
        return postedPieces > 0 ? POSTED : result;
    }

    private int post(final Lane lane, final long nowNs) {
        if (!open) {
            return WAITING;
        }
        if (inFlight.isFull()) {
            windowFull = true;
            return WAITING;
        }
        if (!remote.resolve(nowNs)) {
            return WAITING;
        }
        final long bytes = request.nextLength(lane.limiter().pieceBytes());
        final long operations = operations(lane);
        if (!request.fill(wr, bytes, remote.physicalRkey(), remote.target().rnicIndex())) {
            fail(WcStatus.LOC_PROT_ERR);
            return WAITING;
        }
        if (!admitted && !lane.limiter().tryAcquire(nowNs, bytes, operations)) {
            return THROTTLED;
        }
        wr.id = inFlight.add(bytes, fetched - 1, request.isLast(bytes));
        if (remote.target().rnicQp().postSend(wr) != 0) {
            inFlight.removeNewest();
            admitted = true;
            windowFull = true;
            return WAITING;
        }
        admitted = false;
        postedPieces++;
        postedBytes += bytes;
        postedOperations += operations;
        request.advance(bytes);
        open = !request.isPosted();
        return POSTED;
    }

    /** How many by the last {@link #post}. */
    int postedPieces() {
        return postedPieces;
    }

    /** Of the last pieces posted. */
    long postedBytes() {
        return postedBytes;
    }

    /** What the last pieces posted counted for: 0 for one that is not the first of its work request. */
    long postedOperations() {
        return postedOperations;
    }

    /** When to post again what was held back. */
    long nextTryNs(final Lane lane, final long nowNs) {
        return lane.limiter().nextTryNs(
            nowNs, request.nextLength(lane.limiter().pieceBytes()), operations(lane));
    }

    private long operations(final Lane lane) {
        return request.isUntouched() ? lane.cost(request.opcode()) : 0;
    }

    /** Whether a work request is posted in part: its next piece goes to the same lane. */
    boolean isBegun() {
        return open && !request.isUntouched();
    }

    /** Work requests that wait here and have not been posted in full. */
    long waiting() {
        return Math.max(0, producer.value() - fetched) + (open ? 1 : 0);
    }

    /** The RNIC is done with a piece; true if that makes room for a post that waited for it. */
    boolean onCompleted(final long id, final WcStatus status) {
        inFlight.complete(id, status);
        if (status != WcStatus.SUCCESS) {
            queuePair.fail();
        }
        while (inFlight.isOldestDone()) {
            final WcStatus ended = inFlight.status();
            final boolean last = inFlight.isLast();
            final long index = inFlight.index();
            if (ended == WcStatus.SUCCESS) {
                meter.carried(index - completed < 0, inFlight.length());
                queuePair.connection().onServed(
                    Opcode.of(opcodes[(int) index & (wrIds.length - 1)]), inFlight.length());
            }
            inFlight.removeOldest();
            // After an error what follows of the same work request is of no interest.
            if (index - completed >= 0 && (ended != WcStatus.SUCCESS || last)) {
                complete(ended);
            }
        }
        completeFailed();
        final boolean waited = windowFull;
        windowFull = false;
        return waited;
    }

    /** Whether everything fetched is completed. */
    boolean isIdle() {
        return completed == fetched && inFlight.isEmpty();
    }

    /** Whether a piece is to be posted and waits for the RNIC or for a remote name. */
    boolean isStalled() {
        return windowFull || remote.isAwaited();
    }

    /** As {@link ProducerIndex#posts}. */
    long posts() {
        return producer.posts(completed);
    }

    /** Where what it has open goes. */
    RemoteName remote() {
        return remote;
    }

    /** What it is billed by. */
    SendMeter meter() {
        return meter;
    }

    /** Completes up to {@code limit} work requests as flushed; true if there may be more. The RNIC has none of them. */
    boolean flush(final int limit) {
        open = false;
        remote.stopAwaiting();
        failure = WcStatus.SUCCESS;
        int count = 0;
        while (count < limit) {
            if (completed == fetched && (producer.isBroken() || (producer.value() == fetched && !readProducer()))) {
                return false;
            }
            if (completed == fetched) {
                request.read(slotOffset(fetched));
                record();
            }
            complete(WcStatus.WR_FLUSH_ERR);
            count++;
        }
        return true;
    }

    /** Forgets everything: starts where the tenant's producer is. */
    void reset() {
        fetched = producer.reset();
        completed = fetched;
        reported = false;
        open = false;
        admitted = false;
        remote.stopAwaiting();
        windowFull = false;
        failure = WcStatus.SUCCESS;
        meter.forfeit();
        inFlight.clear();
        latency.reset(completed);
        segment.putLongRelease(offset + CONSUMER_OFFSET, completed);
    }

    private boolean fetch() {
        if (failure != WcStatus.SUCCESS || (producer.value() == fetched && !readProducer())) {
            return false;
        }
        final WcStatus status = request.read(slotOffset(fetched));
        record();
        if (status != WcStatus.SUCCESS) {
            fail(status);
            return false;
        }
        open = true;
        remote.begin();
        return true;
    }

    private void record() {
        final int slot = (int) fetched & (wrIds.length - 1);
        final Opcode opcode = request.opcode();
        wrIds[slot] = request.wrId();
        lengths[slot] = request.length();
        opcodes[slot] = (byte) (opcode == null ? 0 : opcode.value());
        signaled[slot] = signalAll || request.isSignaled();
        fetched++;
    }

    private void fail(final WcStatus status) {
        open = false;
        failure = status;
        completeFailed();
    }

    private void completeFailed() {
        if (failure != WcStatus.SUCCESS && completed == fetched - 1 && inFlight.isEmpty()) {
            final WcStatus status = failure;
            failure = WcStatus.SUCCESS;
            complete(status);
            queuePair.fail();
        }
    }

    /** The oldest work request is done. The slot is the tenant's before it can see the completion. */
    private void complete(final WcStatus status) {
        final int slot = (int) completed & (wrIds.length - 1);
        completed++;
        segment.putLongRelease(offset + CONSUMER_OFFSET, completed);
        final WcOpcode opcode = WcOpcode.of(Opcode.of(opcodes[slot]));
        meter.complete(opcode, status, lengths[slot]);
        if (signaled[slot] || status != WcStatus.SUCCESS) {
            completionQueue.add(
                wrIds[slot], status, opcode, lengths[slot], 0, queuePair.qpNumber(), 0, 0, false);
        }
        latency.completed(completed - 1, status);
    }

    private boolean readProducer() {
        if (!producer.read(completed)) {
            if (!reported) {
                reported = true;
                queuePair.onBrokenRing("send queue: " + producer.fault());
            }
            return false;
        }
        return producer.value() != fetched;
    }

    private int slotOffset(final long index) {
        return offset + ENTRIES_OFFSET + ((int) index & (depth - 1)) * stride;
    }
}
