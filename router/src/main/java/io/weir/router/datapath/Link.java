package io.weir.router.datapath;

import io.weir.policy.FairScheduler;
import io.weir.policy.Rate;
import io.weir.policy.TenantLimits;
import io.weir.policy.TokenBucket;

/**
 * What devices share: one direction of one RNIC. Who posts next is {@link FairScheduler}'s to say, round robin among a
 * device's queue pairs, each piece past the tenant's limiter.
 */
final class Link {
    /**
     * One piece, so that the order is made here and not in a queue behind, doorbells are seen after each, and what is
     * small waits for one of others.
     */
    private static final long COST_PER_CYCLE = TenantLimits.CHUNK_BYTES;
    /**
     * Posting, doing and completing a piece takes the router as long, whatever its size, as copying so much of this
     * host's memory (measured: 250 ns, at 32 GB/s): without that, whoever sends little pieces has most of the router.
     */
    private static final int MEMORY_HANDLING_BYTES = 8192;
    /** The same of an RNIC whose speed is not known: what goes over a wire takes longer than a copy. */
    private static final int RAIL_HANDLING_BYTES = 2048;
    /**
     * Small pieces at once of who is alone: together they take no longer than a large one, and what they need is in the
     * cache from the first.
     */
    private static final int PIECES_PER_TURN = 8;
    /** How long handling takes in all; in that time a rail of a known capacity carries some bytes. */
    private static final long HANDLINGS_PER_SECOND = 4_000_000;
    /** So that a rail is not left empty by a router that slept too long, or was not given a processor. */
    private static final long CAPACITY_BURSTS_PER_SECOND = 1_000;

    private final int index;
    private final int ownHandlingBytes;
    private final FairScheduler scheduler;
    private final Lane[] lanes;
    private int handlingBytes;
    private TokenBucket capacity;
    private boolean full;
    private long fullSinceNs;
    private long fullUntilNs;
    private long fullNs;
    private long postedBytes;

    /** That of {@link Scheduler#link}. */
    Link(final int index, final int maxDevices) {
        this.index = index;
        ownHandlingBytes = index < Scheduler.link(1, false) ? MEMORY_HANDLING_BYTES : RAIL_HANDLING_BYTES;
        handlingBytes = ownHandlingBytes;
        scheduler = new FairScheduler(maxDevices);
        lanes = new Lane[maxDevices];
    }

    /** Whether payload flows to this side. */
    boolean isInbound() {
        return index == Scheduler.link(index / 2, true);
    }

    /** That of {@link Scheduler#link}. */
    int index() {
        return index;
    }

    /** Bits per second from now on, or {@link Rate#UNLIMITED}. */
    void changeCapacity(final long bitsPerSecond, final long nowNs) {
        if (bitsPerSecond == Rate.UNLIMITED) {
            capacity = null;
            handlingBytes = ownHandlingBytes;
            return;
        }
        handlingBytes =
            (int) Math.min(ownHandlingBytes, bitsPerSecond / Byte.SIZE / HANDLINGS_PER_SECOND);
        final long depth = TenantLimits.CHUNK_BYTES * (long) Byte.SIZE + bitsPerSecond / CAPACITY_BURSTS_PER_SECOND;
        if (capacity == null) {
            capacity = new TokenBucket(bitsPerSecond, depth, nowNs);
        } else {
            capacity.change(bitsPerSecond, depth, nowNs);
        }
    }

    void add(final Lane lane, final long nowNs) {
        lanes[lane.number()] = lane;
        follow(lane, nowNs);
    }

    int freeNumber() {
        int number = 0;
        while (lanes[number] != null) {
            number++;
        }
        return number;
    }

    /** A lane that has no queue pairs any more. */
    void remove(final int number) {
        scheduler.remove(number);
        lanes[number] = null;
    }

    /** Its weight, class, guarantee or limits changed: it need not wait as long as it was told. */
    void reconsider(final Lane lane, final long nowNs) {
        follow(lane, nowNs);
        scheduler.unblock(lane.number());
    }

    private void follow(final Lane lane, final long nowNs) {
        scheduler.put(lane.number(), lane.weight(), lane.service());
        scheduler.entitle(lane.number(), lane.guarantee().nextNs(nowNs));
    }

    /** The lane has a queue pair that is ready. */
    void activate(final Lane lane) {
        scheduler.activate(lane.number());
    }

    /** For how long in all there was something to post and no capacity. */
    long fullNs(final long nowNs) {
        return full ? fullNs + Math.max(0, nowNs - fullSinceNs) : fullNs;
    }

    /** When somebody who is held back now may go on; {@link Long#MAX_VALUE} if nobody is. */
    long nextWakeUpNs() {
        return full ? fullUntilNs : scheduler.nextWakeUpNs();
    }

    /** Of payload, by the last {@link #post}. */
    long postedBytes() {
        return postedBytes;
    }

    /**
     * Posts a bounded number of pieces; how many, with those of who turned out to have none.
     *
     * @param most pieces, if all are small
     */
    int post(final long nowNs, final int most) {
        // so that a duty cycle, which others' doorbells wait for, is not much longer with small pieces than with large
        final long costOfPiece = COST_PER_CYCLE / most;
        int turns = 0;
        postedBytes = 0;
        while (turns * costOfPiece + postedBytes < COST_PER_CYCLE && hasCapacity(nowNs)) {
            final int number = scheduler.next(nowNs);
            if (number == FairScheduler.NONE) {
                break;
            }
            final Lane lane = lanes[number];
            final QueuePair queuePair = lane.ready().peek();
            if (queuePair == null) {
                idle(lane, nowNs);
            } else if (scheduler.isGuaranteed() && lane.guarantee().nextNs(nowNs) - nowNs > 0) {
                // it was used on another link
                scheduler.entitle(number, lane.guarantee().nextNs(nowNs));
            } else {
                turns += turn(lane, queuePair, nowNs, Math.min(most, scheduler.isAlone() ? PIECES_PER_TURN : 1));
            }
        }
        return turns;
    }

    /** Tries to post so many pieces at most; how many it was, or 1 if it turned out to be none. */
    private int turn(final Lane lane, final QueuePair queuePair, final long nowNs, final int most) {
        final int result = queuePair.post(lane, nowNs, most);
        if (result == SendQueue.POSTED) {
            charge(lane, queuePair.sendQueue(), nowNs);
            next(lane, queuePair, nowNs);
            return queuePair.sendQueue().postedPieces();
        }
        if (result == SendQueue.THROTTLED) {
            lane.skipFull(nowNs);
            scheduler.block(lane.number(), queuePair.sendQueue().nextTryNs(lane, nowNs));
        } else {
            withdraw(lane, queuePair, nowNs);
        }
        return 1;
    }

    private boolean hasCapacity(final long nowNs) {
        if (capacity == null || capacity.admits(1, nowNs)) {
            if (full) {
                fullNs += Math.max(0, nowNs - fullSinceNs);
                full = false;
            }
            return true;
        }
        if (scheduler.isEmpty()) {
            // whoever is held back wakes up in scheduler.next alone
            return true;
        }
        if (!full) {
            full = true;
            fullSinceNs = nowNs;
        }
        fullUntilNs = capacity.nextAdmissionNs(1, nowNs);
        return false;
    }

    private void charge(final Lane lane, final SendQueue sendQueue, final long nowNs) {
        final long bytes = sendQueue.postedBytes();
        final long operations = sendQueue.postedOperations();
        final long pieces = Math.max(sendQueue.postedPieces(), operations);
        final long cost = bytes + handlingBytes * pieces;
        lane.countFull(nowNs);
        if (capacity != null) {
            capacity.take(bytes * Byte.SIZE, nowNs);
        }
        if (scheduler.isGuaranteed()) {
            lane.guarantee().take(nowNs, bytes, operations);
            scheduler.chargeGuaranteed(lane.number(), cost, lane.guarantee().nextNs(nowNs));
        } else {
            scheduler.charge(lane.number(), cost);
        }
        postedBytes += bytes;
    }

    /** The queue pair goes to the end of the line: of this one, or of the lane where its next piece goes. */
    private void next(final Lane lane, final QueuePair queuePair, final long nowNs) {
        if (queuePair.sendQueue().isBegun()) {
            lane.ready().rotate();
            return;
        }
        lane.ready().poll();
        queuePair.notReady();
        queuePair.enqueue();
        if (lane.ready().size() == 0) {
            leave(lane, queuePair, nowNs);
        }
    }

    private void withdraw(final Lane lane, final QueuePair queuePair, final long nowNs) {
        lane.ready().poll();
        queuePair.notReady();
        if (lane.ready().size() == 0) {
            leave(lane, queuePair, nowNs);
        }
    }

    /** The last of its queue pairs went. */
    private void leave(final Lane lane, final QueuePair last, final long nowNs) {
        if (last.sendQueue().isStalled()) {
            lane.stall(nowNs);
            scheduler.suspend(lane.number());
        } else {
            idle(lane, nowNs);
        }
    }

    /** It has nothing to send: if it was held back, that is over. */
    private void idle(final Lane lane, final long nowNs) {
        lane.limiter().release(nowNs);
        scheduler.deactivate(lane.number());
    }
}
