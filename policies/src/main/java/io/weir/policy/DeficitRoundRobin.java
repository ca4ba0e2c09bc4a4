package io.weir.policy;

import java.util.Arrays;

/**
 * Who is next: deficit round robin (Shreedhar and Varghese, 1995) over tenants, known by small ints, in its surplus
 * form: a tenant with credit may send one piece of any size and pays for what exceeded its credit in later rounds.
 * Work conserving: someone is next whenever someone has work and is not held back.
 *
 * <p>A duty cycle of the data path:
 * <pre>{@code
 * int tenant;
 * while ((tenant = scheduler.next(nowNs)) != NONE) {
 *     if (nothing to send)                        scheduler.deactivate(tenant);
 *     else if (no room in the RNIC's window)      scheduler.suspend(tenant);   // activate it on a completion
 *     else if (!limiter.tryAcquire(nowNs, b, 1))  scheduler.block(tenant, limiter.nextAdmissionNs(nowNs, b, 1));
 *     else { post; scheduler.charge(tenant, b); }
 * }
 * sleep until scheduler.nextWakeUpNs();
 * }</pre>
 *
 * <p>Every call is O(1) in the number of tenants but {@link #block} and waking up, which are O(log) in those held back.
 * One thread; allocates nothing.
 */
public final class DeficitRoundRobin {
    /** No tenant. */
    public static final int NONE = -1;
    /** Credit of a round, per unit of weight. */
    public static final int QUANTUM_BYTES = TenantLimits.CHUNK_BYTES;
    /** What a piece without payload costs at least: header and handling are not free. */
    public static final int MIN_COST_BYTES = 64;

    private static final byte UNKNOWN = 0;
    private static final byte IDLE = 1;
    private static final byte ACTIVE = 2;
    private static final byte BLOCKED = 3;

    private final byte[] states;
    private final long[] quanta;
    private final long[] credits;
    private final long[] roundsLeft;
    private final int[] nexts;
    private final int[] previouses;
    private final BlockedTenants blocked;
    /** Stands for the boundary between two rounds in the circular list of the active. */
    private final int boundary;
    /** Whose turn it is, or {@link #NONE}. */
    private int turn = NONE;
    /** Who is visited next; whoever becomes active is put before it, behind everybody else. */
    private int cursor;
    private int activeCount;
    private long round;

    /** For tenants 0 to capacity - 1. */
    public DeficitRoundRobin(final int capacity) {
        states = new byte[capacity];
        quanta = new long[capacity];
        credits = new long[capacity];
        roundsLeft = new long[capacity];
        nexts = new int[capacity + 1];
        previouses = new int[capacity + 1];
        blocked = new BlockedTenants(capacity);
        boundary = capacity;
        cursor = boundary;
        Arrays.fill(nexts, boundary);
        Arrays.fill(previouses, boundary);
    }

    /** A tenant that may become active, or a change of its weight from its next round on. */
    public void put(final int tenant, final int weight) {
        Allowance.checkWeight(weight);
        quanta[tenant] = (long) QUANTUM_BYTES * weight;
        if (states[tenant] == UNKNOWN) {
            states[tenant] = IDLE;
            credits[tenant] = 0;
            roundsLeft[tenant] = round;
        }
    }

    /** Forgets a tenant and its debts. */
    public void remove(final int tenant) {
        leave(tenant);
        states[tenant] = UNKNOWN;
    }

    /** The tenant has work. Of no effect if it is active or held back already. */
    public void activate(final int tenant) {
        if (states[tenant] == IDLE) {
            // The rounds that went by paid off a debt, but earned no credit.
            if (credits[tenant] < 0) {
                final long rounds = Math.min(round - roundsLeft[tenant], -credits[tenant] / quanta[tenant] + 1);
                credits[tenant] = Math.min(0, credits[tenant] + rounds * quanta[tenant]);
            }
            append(tenant);
        } else if (states[tenant] == UNKNOWN) {
            throw new IllegalArgumentException("unknown tenant: " + tenant);
        }
    }

    /** The tenant has no work: its credit lapses, its debt stays. */
    public void deactivate(final int tenant) {
        suspend(tenant);
        credits[tenant] = Math.min(0, credits[tenant]);
    }

    /** The tenant has work but must wait for something that is not time; its credit stays. Activate it then. */
    public void suspend(final int tenant) {
        leave(tenant);
        if (states[tenant] != UNKNOWN) {
            states[tenant] = IDLE;
            roundsLeft[tenant] = round;
        }
    }

    /** The tenant has work but its limiter holds it back until then; its credit stays. */
    public void block(final int tenant, final long untilNs) {
        if (states[tenant] == UNKNOWN) {
            throw new IllegalArgumentException("unknown tenant: " + tenant);
        }
        leave(tenant);
        states[tenant] = BLOCKED;
        roundsLeft[tenant] = round;
        blocked.add(tenant, untilNs);
    }

    /** A limit changed: the tenant need not wait any longer. */
    public void unblock(final int tenant) {
        if (states[tenant] == BLOCKED) {
            blocked.remove(tenant);
            append(tenant);
        }
    }

    /**
     * The tenant whose turn it is: the same one again until its credit is used up, it is held back or has no work.
     *
     * @return a tenant or {@link #NONE}
     */
    public int next(final long nowNs) {
        while (!blocked.isEmpty() && blocked.firstNs() - nowNs <= 0) {
            append(blocked.removeFirst());
        }
        if (activeCount == 0) {
            return NONE;
        }
        int visited = 0;
        while (turn == NONE || credits[turn] <= 0) {
            if (visited == activeCount) {
                passRounds();
                visited = 0;
            }
            advance();
            visited += turn == NONE ? 0 : 1;
        }
        return turn;
    }

    /** The tenant has sent so many bytes of payload. */
    public void charge(final int tenant, final long bytes) {
        credits[tenant] -= Math.max(bytes, MIN_COST_BYTES);
    }

    /**
     * When {@link #next} finds somebody that it does not find now; {@link Long#MAX_VALUE} if time alone changes
     * nothing.
     */
    public long nextWakeUpNs() {
        return blocked.isEmpty() ? Long.MAX_VALUE : blocked.firstNs();
    }

    /** Whether the tenant has work and is not held back. */
    public boolean isActive(final int tenant) {
        return states[tenant] == ACTIVE;
    }

    /** Whether the tenant waits for its limiter. */
    public boolean isBlocked(final int tenant) {
        return states[tenant] == BLOCKED;
    }

    /** To the next in the circle, who gets its credit of this round. */
    private void advance() {
        final int visited = cursor;
        cursor = nexts[visited];
        if (visited == boundary) {
            turn = NONE;
            round++;
        } else {
            turn = visited;
            // Credit kept while suspended or held back does not pile up beyond one more round's.
            credits[visited] = Math.min(credits[visited] + quanta[visited], 2 * quanta[visited]);
        }
    }

    /** Everybody is in debt: lets so many rounds pass at once that somebody is one round from credit. */
    private void passRounds() {
        long rounds = Long.MAX_VALUE;
        for (int i = nexts[boundary]; i != boundary; i = nexts[i]) {
            rounds = Math.min(rounds, -credits[i] / quanta[i]);
        }
        for (int i = nexts[boundary]; i != boundary; i = nexts[i]) {
            credits[i] += rounds * quanta[i];
        }
        round += rounds;
    }

    private void append(final int tenant) {
        final int last = previouses[cursor];
        nexts[last] = tenant;
        previouses[tenant] = last;
        nexts[tenant] = cursor;
        previouses[cursor] = tenant;
        states[tenant] = ACTIVE;
        activeCount++;
    }

    /** Out of whatever list it is in. */
    private void leave(final int tenant) {
        if (states[tenant] == ACTIVE) {
            if (turn == tenant) {
                turn = NONE;
            }
            if (cursor == tenant) {
                cursor = nexts[tenant];
            }
            nexts[previouses[tenant]] = nexts[tenant];
            previouses[nexts[tenant]] = previouses[tenant];
            activeCount--;
        } else if (states[tenant] == BLOCKED) {
            blocked.remove(tenant);
        }
    }
}
