package io.weir.router.datapath;

import static io.weir.shm.QueueSegmentDescriptor.DATA_SLEEP_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELLS_OFFSET;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELL_COUNT;
import static io.weir.shm.QueueSegmentDescriptor.DOORBELL_SUMMARY_OFFSET;

import java.util.Arrays;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A session's doorbells. An idle session costs a look at one summary word per 4096 doorbells in use; a flood costs its
 * own tenant's turn, as a scan serves a bounded number of words and leaves the rest for the next duty cycle.
 */
final class Doorbells {
    private static final int WORDS_PER_SCAN = 16;

    private final UnsafeBuffer segment;
    private DoorbellTarget[] targets = new DoorbellTarget[Long.SIZE];
    /** Doorbells that exist, by word: bits of others are ignored. */
    private long[] existing = new long[1];
    /** Summary bits that were taken from the segment and not served yet. */
    private long[] pending = new long[1];
    private long ignored;
    private long served;
    private int quietScans;
    /** Doorbells of one word that were taken from the segment and not served yet. */
    private int heldWord;
    private long held;

    Doorbells(final UnsafeBuffer segment) {
        this.segment = segment;
    }

    /** From now on {@code target} hears that doorbell. */
    void add(final int doorbell, final DoorbellTarget target) {
        if (doorbell < 0 || doorbell >= DOORBELL_COUNT) {
            throw new IllegalArgumentException("no doorbell " + doorbell);
        }
        final int word = doorbell / Long.SIZE;
        if (doorbell >= targets.length) {
            targets = Arrays.copyOf(targets, Integer.highestOneBit(doorbell) << 1);
            existing = Arrays.copyOf(existing, targets.length / Long.SIZE);
            pending = Arrays.copyOf(pending, (existing.length + Long.SIZE - 1) / Long.SIZE);
        }
        if (targets[doorbell] != null) {
            throw new IllegalArgumentException("doorbell " + doorbell + " is in use");
        }
        targets[doorbell] = target;
        existing[word] |= 1L << doorbell;
    }

    void remove(final int doorbell) {
        targets[doorbell] = null;
        existing[doorbell / Long.SIZE] &= ~(1L << doorbell);
    }

    /** The tenant need not write the doorbell eventfd, or must again. */
    void showSleeping(final boolean sleeping) {
        segment.putIntOpaque(DATA_SLEEP_OFFSET, sleeping ? 1 : 0);
    }

    /** From now on the tenant writes the doorbell eventfd when it rings; false if it rang meanwhile, and need not. */
    boolean park() {
        showSleeping(true);
        UnsafeApi.fullFence();
        if (isRung()) {
            showSleeping(false);
            return false;
        }
        return true;
    }

    /** Whether somebody rang; for the last look before sleeping. */
    boolean isRung() {
        if (held != 0) {
            return true;
        }
        for (int i = 0; i < pending.length; i++) {
            if ((pending[i] | segment.getLongVolatile(DOORBELL_SUMMARY_OFFSET + i * Long.BYTES)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** How often doorbells rang that do not exist: seldom more than once per queue destroyed, unless in ill will. */
    long ignored() {
        return ignored;
    }

    /** How often doorbells rang that exist. */
    long served() {
        return served;
    }

    /** Counts scans in vain one after the other, and begins anew with one that was not; whether there were so many. */
    boolean isQuietFor(final boolean quiet, final int scans) {
        quietScans = quiet ? quietScans + 1 : 0;
        return quietScans >= scans;
    }

    /**
     * Serves who rang; how many words that took.
     *
     * @param most how many may be served: each costs a look at a ring that may be in no cache
     */
    int scan(final int most) {
        int words = held == 0 ? 0 : 1;
        int room = serveHeld(most);
        for (int i = 0; i < pending.length; i++) {
            final int at = DOORBELL_SUMMARY_OFFSET + i * Long.BYTES;
            if (segment.getLongOpaque(at) != 0) {
                pending[i] |= segment.getAndSetLong(at, 0);
            }
            while (pending[i] != 0 && words < WORDS_PER_SCAN && room > 0) {
                final int word = i * Long.SIZE + Long.numberOfTrailingZeros(pending[i]);
                pending[i] &= pending[i] - 1;
                words++;
                take(word);
                room = serveHeld(room);
            }
        }
        return words;
    }

    private void take(final int word) {
        final long rung = segment.getAndSetLong(DOORBELLS_OFFSET + word * Long.BYTES, 0);
        heldWord = word;
        held = rung & (word < existing.length ? existing[word] : 0);
        ignored += Long.bitCount(rung ^ held);
        served += Long.bitCount(held);
    }

    /** How many more may be served. */
    private int serveHeld(final int most) {
        int room = most;
        while (held != 0 && room > 0) {
            final int bit = Long.numberOfTrailingZeros(held);
            held &= held - 1;
            final DoorbellTarget target = targets[heldWord * Long.SIZE + bit];
            // it may have gone since its word was taken
            if (target != null) {
                target.onDoorbell();
            }
            room--;
        }
        return room;
    }
}
