package io.weir.router.datapath;

import static io.weir.shm.QueueSegmentDescriptor.DOORBELL_COUNT;
import static io.weir.shm.QueueSegmentDescriptor.LENGTH_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.MAGIC_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.VERSION_OFFSET;

import java.util.function.LongSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/** Whether a session's process does what no client library does, and so often that it must go. Data-path thread. */
final class Conduct {
    /** Rings that may turn out broken before the whole session is given up. */
    private static final int TOLERATED_BROKEN_RINGS = 8;
    /** Doorbells there are; twice over. */
    private static final long TOLERATED_DOORBELLS = 2L * DOORBELL_COUNT;
    /** In an interval of {@link Upkeep#INTERVAL_NS}: each costs a look at a ring. */
    private static final long FORGIVEN_RINGS = 256;
    private static final long TOLERATED_RINGS = DOORBELL_COUNT;
    /** Likewise: each costs the router a turn of spinning and a sleep, some 50 µs. */
    private static final long FORGIVEN_WAKE_UPS = 4;
    private static final long TOLERATED_WAKE_UPS = 1024;

    private final UnsafeBuffer segment;
    private final Doorbells doorbells;
    private final LongSupplier presentPosts;
    private final long magic;
    private final long version;
    private final long length;
    private final IdleCalls rings = new IdleCalls(FORGIVEN_RINGS, TOLERATED_RINGS);
    private final IdleCalls wakeUps = new IdleCalls(FORGIVEN_WAKE_UPS, TOLERATED_WAKE_UPS);
    private long wokenUp;
    /** To queues that are destroyed. */
    private long formerPosts;
    private int brokenRings;
    private String first;

    /**
     * Of a segment whose header is as the router wrote it.
     *
     * @param presentPosts work requests that were posted to the queues that there are
     */
    Conduct(final UnsafeBuffer segment, final Doorbells doorbells, final LongSupplier presentPosts) {
        this.segment = segment;
        this.doorbells = doorbells;
        this.presentPosts = presentPosts;
        magic = segment.getLong(MAGIC_OFFSET);
        version = segment.getLong(VERSION_OFFSET);
        length = segment.getLong(LENGTH_OFFSET);
    }

    /** A queue to which so many were posted is no more. */
    void forget(final long posts) {
        formerPosts += posts;
    }

    /** The doorbell eventfd woke the router. */
    void onWakeUp() {
        wokenUp++;
    }

    /** The first time that it is too much: why; else null. */
    String onBrokenRing(final String fault) {
        brokenRings++;
        return brokenRings == TOLERATED_BROKEN_RINGS ? tell("broke " + brokenRings + " rings: at last " + fault) : null;
    }

    /** To be asked after so many intervals. The first time that it is too much: why; else null. */
    String offence(final int intervals) {
        final long rung = doorbells.served();
        if (rings.areMany(rung) || wakeUps.areMany(wokenUp)) {
            final long posts = formerPosts + presentPosts.getAsLong();
            if (rings.exceed(rung, posts, intervals)) {
                return tell("rang doorbells without posting: " + rung + " times for " + posts + " work requests");
            }
            if (wakeUps.exceed(wokenUp, posts, intervals)) {
                return tell("woke the router without posting: " + wokenUp + " times for " + posts + " work requests");
            }
        }
        if (doorbells.ignored() > TOLERATED_DOORBELLS) {
            return tell("rang doorbells that do not exist " + doorbells.ignored() + " times");
        }
        if (segment.getLong(MAGIC_OFFSET) != magic || segment.getLong(VERSION_OFFSET) != version
            || segment.getLong(LENGTH_OFFSET) != length) {
            return tell("wrote over the queue segment's header");
        }
        return null;
    }

    /** What it was that was too much, or null. */
    String firstOffence() {
        return first;
    }

    private String tell(final String offence) {
        if (first != null) {
            return null;
        }
        first = offence;
        return offence;
    }
}
