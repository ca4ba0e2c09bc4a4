package io.weir.router.datapath;

import static io.weir.shm.SendQueueDescriptor.CONSUMER_OFFSET;
import static io.weir.shm.SendQueueDescriptor.ENTRIES_OFFSET;
import static io.weir.shm.SendQueueDescriptor.PRODUCER_OFFSET;

import io.weir.router.rnic.Keys;
import io.weir.router.rnic.SendWr;
import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
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
    /** {@link #post}: held back by the tenant's limiter until {@link #nextAdmissionNs}. */
    static final int THROTTLED = -1;
    /** {@link #prepare}: nothing to post. */
    static final int NO_LINK = -1;

    private final QueuePair queuePair;
    private final Destinations destinations;
    private final CompletionQueue completionQueue;
    private final UnsafeBuffer segment;
    private final int offset;
    private final int depth;
    private final int stride;
    private final boolean signalAll;
    private final SendRequest request;
    private final SendWr wr;
    private final InFlight inFlight;
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
    private boolean awaitingName;
    private boolean named;
    private boolean windowFull;
    private Binding target;
    private int physicalRkey;
    /** What is wrong with work request fetched - 1; SUCCESS if nothing. */
    private WcStatus failure = WcStatus.SUCCESS;
    private long postedBytes;
    /** Of the oldest work request, by RNICs. */
    private long carriedPieces;
    private long carriedBytes;
    private long postedOperations;

    SendQueue(final QueuePair queuePair, final Session session, final Device device, final QpSpec spec) {
        this.queuePair = queuePair;
        destinations = spec.type() == QpType.UD ? new Destinations(queuePair, device) : null;
        this.completionQueue = (CompletionQueue) spec.sendCq();
        this.segment = session.segment();
        this.offset = spec.sqOffset();
        this.depth = spec.sqDepth();
        this.stride = SendQueueDescriptor.stride(spec.maxSendSge(), spec.maxInline());
        this.signalAll = spec.signalAll();
        session.requireRing(offset, SendQueueDescriptor.ringLength(depth, stride), depth);
        request = new SendRequest(session, spec);
        wr = new SendWr(Math.max(1, spec.maxSendSge()));
        inFlight = new InFlight();
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
        if (awaitingName) {
            return NO_LINK;
        }
        return Scheduler.link(rnicIndex(), request.isInbound());
    }

    private int rnicIndex() {
        if (target != null) {
            return target.rnicIndex();
        }
        final AddressHandle way = request.addressHandle();
        return way.isDestroyed() ? Device.SAME_HOST : way.rnicIndex();
    }

    /** Tries to post the next piece of what was {@link #prepare}d, for that lane. */
    int post(final Lane lane, final long nowNs) {
        if (!open) {
            return WAITING;
        }
        if (inFlight.isFull()) {
            windowFull = true;
            return WAITING;
        }
        if ((!named || isWayGone()) && !name(nowNs)) {
            return WAITING;
        }
        final long bytes = request.nextLength(lane.limiter().pieceBytes());
        final long operations = operations(lane);
        if (!request.fill(wr, bytes, physicalRkey, target.rnicIndex())) {
            fail(WcStatus.LOC_PROT_ERR);
            return WAITING;
        }
        if (!admitted && !lane.limiter().tryAcquire(nowNs, bytes, operations)) {
            return THROTTLED;
        }
        wr.id = inFlight.add(bytes, fetched - 1, request.isLast(bytes));
        if (target.rnicQp().postSend(wr) != 0) {
            inFlight.removeNewest();
            admitted = true;
            windowFull = true;
            return WAITING;
        }
        admitted = false;
        postedBytes = bytes;
        postedOperations = operations;
        request.advance(bytes);
        open = !request.isPosted();
        return POSTED;
    }

    /** Of the last piece posted. */
    long postedBytes() {
        return postedBytes;
    }

    /** What the last piece posted counted for: 0 if it was not the first of its work request. */
    long postedOperations() {
        return postedOperations;
    }

    /** When what {@link #post} held back is admitted. */
    long nextAdmissionNs(final Lane lane, final long nowNs) {
        return lane.limiter().nextAdmissionNs(
            nowNs, request.nextLength(lane.limiter().pieceBytes()), operations(lane));
    }

    private long operations(final Lane lane) {
        return request.isUntouched() ? lane.cost(request.opcode()) : 0;
    }

    /** Whether there are more pieces of the work request of which one was posted. */
    boolean isOpen() {
        return open;
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
                carry(index, inFlight.length());
                queuePair.onServed(Opcode.of(opcodes[(int) index & (wrIds.length - 1)]), inFlight.length());
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
        return windowFull || awaitingName;
    }

    /** As {@link ProducerIndex#posts}. */
    long posts() {
        return producer.posts(completed);
    }

    /** Whether it waits for a remote name. */
    boolean isAwaitingName() {
        return awaitingName;
    }

    /** A destination was answered: post again. */
    void onDestination(final Destination destination) {
        destinations.onAnswer(destination);
        awaitingName = false;
    }

    /** What it knows of other hosts is of no use any more. */
    void forgetDestinations() {
        if (destinations != null) {
            destinations.release();
        }
    }

    /** The answer to a question; true if it was this one's. */
    boolean rkeyResolved(final int virtualRkey, final int physical) {
        if (!awaitingName || request.rkey() != virtualRkey) {
            return false;
        }
        awaitingName = false;
        named = true;
        physicalRkey = physical;
        return true;
    }

    /** Completes up to {@code limit} work requests as flushed; true if there may be more. The RNIC has none of them. */
    boolean flush(final int limit) {
        open = false;
        awaitingName = false;
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
        awaitingName = false;
        windowFull = false;
        failure = WcStatus.SUCCESS;
        forfeit();
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
        target = queuePair.active();
        named = destinations == null && !request.needsRkey();
        physicalRkey = Keys.INVALID;
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

    /** Makes the request's remote names physical; false if that takes an answer. */
    private boolean name(final long nowNs) {
        if (!awaitingName) {
            named = destinations == null ? translate(target.rnicIndex()) : address(nowNs);
            awaitingName = !named;
        }
        return named;
    }

    /** A datagram's receiver. Where there is none, same-host memory loses the datagram. */
    private boolean address(final long nowNs) {
        final AddressHandle way = request.addressHandle();
        int number = request.remoteQpNumber();
        if (way.sameHost() != null) {
            number = way.sameHost().physicalDatagramNumber(way.rnicIndex(), number);
        } else if (way.otherHost() != null) {
            number = destinations.resolve(way.otherHost(), way.rnicIndex(), number, nowNs);
        }
        if (number == Destinations.PENDING) {
            return false;
        }
        final boolean lost = number == Destination.NOBODY || way.isDestroyed();
        target = queuePair.bindingOn(lost ? Device.SAME_HOST : way.rnicIndex());
        wr.ah = lost ? null : way.rnicAh();
        wr.remoteQpn = lost ? Destination.NOBODY : number;
        // IBTA volume 1, section 10.2.5: the high-order bit stands for the queue pair's own
        wr.remoteQkey = request.remoteQkey() < 0 ? queuePair.qkey() : request.remoteQkey();
        return true;
    }

    /** The address handle of a datagram that was held back has been destroyed. */
    private boolean isWayGone() {
        return destinations != null && wr.ah != null && request.addressHandle().isDestroyed();
    }

    private boolean translate(final int rnicIndex) {
        if (queuePair.keys().arePhysical()) {
            physicalRkey = request.rkey();
            return true;
        }
        final DataDevice sameHost = queuePair.keys().sameHost();
        if (sameHost != null) {
            physicalRkey = sameHost.physicalRkey(rnicIndex, request.rkey());
            return true;
        }
        final RemoteKeyCache cache = queuePair.remoteKeys();
        physicalRkey = cache.get(request.rkey());
        if (physicalRkey != Keys.INVALID) {
            return true;
        }
        awaitingName = true;
        cache.request(queuePair, request.rkey());
        return named;
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
        meter(opcode, status, lengths[slot]);
        if (signaled[slot] || status != WcStatus.SUCCESS) {
            completionQueue.add(
                wrIds[slot], status, opcode, lengths[slot], 0, queuePair.qpNumber(), 0, 0, false);
        }
        latency.completed(completed - 1, status);
    }

    /** An RNIC carried a piece of a work request; of one that failed before, nobody is charged for it. */
    private void carry(final long index, final long bytes) {
        if (index - completed < 0) {
            queuePair.meter().unbilled(1, bytes);
        } else {
            carriedPieces++;
            carriedBytes += bytes;
        }
    }

    private void meter(final WcOpcode opcode, final WcStatus status, final long bytes) {
        if (status == WcStatus.SUCCESS) {
            queuePair.meter().completed(opcode, bytes);
            if (carriedPieces > 1) {
                queuePair.meter().cut(carriedPieces - 1);
            }
        } else {
            queuePair.meter().failed(status);
            if (carriedPieces > 0) {
                queuePair.meter().unbilled(carriedPieces, carriedBytes);
            }
        }
        carriedPieces = 0;
        carriedBytes = 0;
    }

    /** What an RNIC carried for work requests that will not complete any more. */
    void forfeit() {
        final long pieces = pendingPieces();
        if (pieces > 0) {
            queuePair.meter().unbilled(pieces, pendingBytes());
        }
        carriedPieces = 0;
        carriedBytes = 0;
    }

    /** Pieces that RNICs carried for work requests that are not complete. */
    long pendingPieces() {
        return carriedPieces + inFlight.carriedPieces();
    }

    /** Their bytes. */
    long pendingBytes() {
        return carriedBytes + inFlight.carriedBytes();
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
