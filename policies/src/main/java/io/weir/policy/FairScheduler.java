package io.weir.policy;

/**
 * Who is next on something that is shared, such as one direction of a rail: lanes, known by small ints, one for each
 * tenant there. In this order:
 *
 * <ol>
 * <li>lanes that have had less than their guarantee, in turn;
 * <li>lanes of the classes {@link ServiceClass#LATENCY} and {@link ServiceClass#NORMAL}, by weight
 * ({@link DeficitRoundRobin}); who comes with little goes first, and those of the latency class before them: within
 * their share, so it takes nothing from anybody;
 * <li>lanes of the class {@link ServiceClass#BULK}, by weight.
 * </ol>
 *
 * <p>Nobody starves: of what 1 and 2 take while 3 waits, and of what 1 takes while 2 or 3 wait, every
 * {@value #CONCESSION}th part goes to who waits. Guarantees hold if they sum to no more than what that leaves. Work
 * conserving: someone is next whenever someone has work and is not held back.
 *
 * <p>A duty cycle of the data path:
 * <pre>{@code
 * int lane;
 * while ((lane = scheduler.next(nowNs)) != NONE) {
 *     if (nothing to send)                        scheduler.deactivate(lane);
 *     else if (no room in the RNIC's window)      scheduler.suspend(lane);   // activate it on a completion
 *     else if (!limiter.tryAcquire(nowNs, b, 1))  scheduler.block(lane, limiter.nextAdmissionNs(nowNs, b, 1));
 *     else if (!scheduler.isGuaranteed())         { post; scheduler.charge(lane, b); }
 *     else { post; guarantee.take(nowNs, b, 1); scheduler.chargeGuaranteed(lane, b, guarantee.nextNs(nowNs)); }
 * }
 * sleep until scheduler.nextWakeUpNs();
 * }</pre>
 *
 * <p>Every call is O(1) in the number of lanes but {@link #block}, waking up and becoming entitled to a guarantee,
 * which are O(log) in those held back or not entitled yet. One thread; allocates nothing.
 */
public final class FairScheduler {
    /** No lane. */
    public static final int NONE = DeficitRoundRobin.NONE;
    /** Credit of a round, per unit of weight: small, so that a great weight does not make long turns. */
    public static final int QUANTUM = 8 * 1024;
    /** What one piece costs at least: header and handling are not free. */
    public static final int MIN_COST = 64;
    /** {@link #entitle}: there is no guarantee. */
    public static final long NEVER = Long.MAX_VALUE;
    /** One part in so many is for those who are passed over. */
    public static final int CONCESSION = 16;

    private static final long LARGEST_CONCESSION = TenantLimits.CHUNK_BYTES;
    private static final long LARGEST_DEBT = -2 * LARGEST_CONCESSION;

    private static final byte UNKNOWN = 0;
    private static final byte IDLE = 1;
    private static final byte ACTIVE = 2;
    private static final byte BLOCKED = 3;

    private final byte[] states;
    private final boolean[] bulk;
    private final long[] entitledNs;
    private final LaneList entitled;
    private final TimedLanes promised;
    private final TimedLanes blocked;
    private final DeficitRoundRobin ordinary;
    private final DeficitRoundRobin rest;
    private boolean guaranteed;
    /** What those without a claim on a guarantee, and those of the bulk class, may have of what went past them. */
    private long concededToOthers;
    private long concededToRest;

    /** For lanes 0 to capacity - 1. */
    public FairScheduler(final int capacity) {
        states = new byte[capacity];
        bulk = new boolean[capacity];
        entitledNs = new long[capacity];
        entitled = new LaneList(capacity);
        promised = new TimedLanes(capacity);
        blocked = new TimedLanes(capacity);
        ordinary = new DeficitRoundRobin(capacity);
        rest = new DeficitRoundRobin(capacity);
    }

    /** A lane that may become active, without a guarantee; or a change of its weight from its next round on. */
    public void put(final int lane, final int weight, final ServiceClass service) {
        Allowance.checkWeight(weight);
        final boolean toBulk = service == ServiceClass.BULK;
        if (states[lane] == UNKNOWN) {
            states[lane] = IDLE;
            entitledNs[lane] = NEVER;
            bulk[lane] = toBulk;
            shares(lane).forget(lane);
        } else if (bulk[lane] != toBulk) {
            final boolean active = states[lane] == ACTIVE;
            if (active) {
                shares(lane).remove(lane, false);
            }
            bulk[lane] = toBulk;
            shares(lane).forget(lane);
            if (active) {
                shares(lane).add(lane);
            }
        }
        shares(lane).put(lane, (long) QUANTUM * weight, service == ServiceClass.LATENCY);
    }

    /** Forgets a lane and its debts. */
    public void remove(final int lane) {
        leave(lane, false);
        states[lane] = UNKNOWN;
    }

    /** From then on a piece is within its guarantee, as {@link #nextWakeUpNs} counts; or {@link #NEVER}. */
    public void entitle(final int lane, final long atNs) {
        if (states[lane] == ACTIVE) {
            disclaim(lane);
            entitledNs[lane] = atNs;
            claim(lane);
        } else {
            entitledNs[lane] = atNs;
        }
    }

    /** The lane has work. Of no effect if it is active or held back already. */
    public void activate(final int lane) {
        if (states[lane] == IDLE) {
            enter(lane);
        } else if (states[lane] == UNKNOWN) {
            throw new IllegalArgumentException("unknown lane: " + lane);
        }
    }

    /** The lane has no work: its credit lapses when the round is over, its debt stays. */
    public void deactivate(final int lane) {
        idle(lane, false);
    }

    /** The lane has work but must wait for something that is not time; its credit stays. Activate it then. */
    public void suspend(final int lane) {
        idle(lane, true);
    }

    private void idle(final int lane, final boolean keeps) {
        leave(lane, keeps);
        if (states[lane] != UNKNOWN) {
            states[lane] = IDLE;
        }
    }

    /** The lane has work but its limiter holds it back until then; its credit stays. */
    public void block(final int lane, final long untilNs) {
        if (states[lane] == UNKNOWN) {
            throw new IllegalArgumentException("unknown lane: " + lane);
        }
        leave(lane, true);
        states[lane] = BLOCKED;
        blocked.add(lane, untilNs);
    }

    /** A limit changed: the lane need not wait any longer. */
    public void unblock(final int lane) {
        if (states[lane] == BLOCKED) {
            blocked.remove(lane);
            enter(lane);
        }
    }

    /**
     * The lane whose turn it is; {@link #isGuaranteed} tells by what right.
     *
     * @return a lane or {@link #NONE}
     */
    public int next(final long nowNs) {
        while (!blocked.isEmpty() && blocked.firstNs() - nowNs <= 0) {
            enter(blocked.removeFirst());
        }
        while (!promised.isEmpty() && promised.firstNs() - nowNs <= 0) {
            entitled.append(promised.removeFirst());
        }
        final boolean early = ordinary.hasEarly();
        guaranteed = !entitled.isEmpty() && concededToOthers <= (early ? -LARGEST_CONCESSION : 0);
        if (guaranteed) {
            return entitled.first();
        }
        final boolean toRest = ordinary.isEmpty() || (concededToRest > 0 && !early);
        if (toRest && !rest.isEmpty()) {
            return rest.next();
        }
        return ordinary.isEmpty() ? NONE : ordinary.next();
    }

    /** Whether it is the turn of who was next under its guarantee, so that its share is not charged. */
    public boolean isGuaranteed() {
        return guaranteed;
    }

    /** The lane, whose turn it was by its share, has had a piece of that cost. */
    public void charge(final int lane, final long cost) {
        final long charged = Math.max(cost, MIN_COST);
        if (!entitled.isEmpty()) {
            concededToOthers = Math.max(concededToOthers - charged, LARGEST_DEBT);
        }
        if (bulk[lane]) {
            concededToRest = Math.max(concededToRest - charged, LARGEST_DEBT);
        } else if (!rest.isEmpty()) {
            concede(charged);
        }
        shares(lane).charge(lane, charged);
    }

    /** The lane, whose turn it was under its guarantee, has had a piece of that cost, and is entitled again then. */
    public void chargeGuaranteed(final int lane, final long cost, final long nextNs) {
        final long charged = Math.max(cost, MIN_COST);
        if (entitled.size() < ordinary.size() + rest.size()) {
            concededToOthers = Math.min(concededToOthers + charged / CONCESSION, LARGEST_CONCESSION);
        }
        if (!bulk[lane] && !rest.isEmpty()) {
            concede(charged);
        }
        entitle(lane, nextNs);
    }

    private void concede(final long passed) {
        concededToRest = Math.min(concededToRest + passed / CONCESSION, LARGEST_CONCESSION);
    }

    /**
     * When {@link #next} finds somebody that it does not find now; {@link Long#MAX_VALUE} if time alone changes
     * nothing.
     */
    public long nextWakeUpNs() {
        return blocked.isEmpty() ? Long.MAX_VALUE : blocked.firstNs();
    }

    /** Whether nobody has work and is not held back. */
    public boolean isEmpty() {
        return ordinary.isEmpty() && rest.isEmpty();
    }

    /** Whether a single lane has work and is not held back. */
    public boolean isAlone() {
        return ordinary.size() + rest.size() == 1;
    }

    /** Whether the lane has work and is not held back. */
    public boolean isActive(final int lane) {
        return states[lane] == ACTIVE;
    }

    /** Whether the lane waits for its limiter. */
    public boolean isBlocked(final int lane) {
        return states[lane] == BLOCKED;
    }

    private DeficitRoundRobin shares(final int lane) {
        return bulk[lane] ? rest : ordinary;
    }

    private void enter(final int lane) {
        states[lane] = ACTIVE;
        shares(lane).add(lane);
        claim(lane);
    }

    /** Out of whatever list it is in. */
    private void leave(final int lane, final boolean keeps) {
        if (states[lane] == ACTIVE) {
            shares(lane).remove(lane, keeps);
            disclaim(lane);
        } else if (states[lane] == BLOCKED) {
            blocked.remove(lane);
        }
    }

    private void claim(final int lane) {
        if (entitledNs[lane] != NEVER) {
            promised.add(lane, entitledNs[lane]);
        }
    }

    private void disclaim(final int lane) {
        if (entitled.contains(lane)) {
            entitled.remove(lane);
        } else if (entitledNs[lane] != NEVER) {
            promised.remove(lane);
        }
    }
}
