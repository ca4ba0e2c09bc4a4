package io.weir.policy;

import java.util.Arrays;

/**
 * Who is next by weight: deficit round robin (Shreedhar and Varghese, 1995) over lanes, known by small ints, in its
 * surplus form: a lane with credit may send one piece of any size and pays for what exceeded its credit in later
 * rounds. Work conserving: someone is next whenever someone is in.
 *
 * <p>A lane that comes in gets its credit of the round at once, and as long as that lasts it goes before those who
 * were there (as the new flows of FQ-CoDel, RFC 8290, do): what is small waits for one piece of others, not for a round
 * of theirs. As nobody gets credit twice in a round, that changes nobody's share.
 *
 * <p>Every call is O(1) in the number of lanes. One thread; allocates nothing.
 */
final class DeficitRoundRobin {
    /** No lane. */
    static final int NONE = -1;

    private final long[] quanta;
    private final long[] credits;
    /** The round whose credit a lane has had. */
    private final long[] creditedIn;
    private final long[] leftIn;
    private final boolean[] lapsed;
    private final boolean[] early;
    /** Those who came in and have credit, who are served early before the others. */
    private final LaneList first;
    private final LaneList fresh;
    /** All others; its end stands for the boundary between two rounds. */
    private final LaneList circle;
    /** Whose turn it is in the circle, or {@link #NONE}. */
    private int turn = NONE;
    /** Who is visited next in the circle; whoever comes in is put before it, behind everybody else. */
    private int cursor;
    private int size;
    private long round = 1;

    /** For lanes 0 to capacity - 1. */
    DeficitRoundRobin(final int capacity) {
        quanta = new long[capacity];
        credits = new long[capacity];
        creditedIn = new long[capacity];
        leftIn = new long[capacity];
        lapsed = new boolean[capacity];
        early = new boolean[capacity];
        first = new LaneList(capacity);
        fresh = new LaneList(capacity);
        circle = new LaneList(capacity);
        cursor = circle.end();
        Arrays.fill(quanta, 1);
    }

    /**
     * A lane that is new, or a change from its next round on.
     *
     * @param quantum     credit of a round
     * @param goesEarly   whether it goes before others that come in
     */
    void put(final int lane, final long quantum, final boolean goesEarly) {
        quanta[lane] = quantum;
        early[lane] = goesEarly;
    }

    /** Forgets its debts, and its credit, as if it had not been in for long. It is not in. */
    void forget(final int lane) {
        credits[lane] = 0;
        creditedIn[lane] = 0;
        leftIn[lane] = round - TenantLimits.CHUNK_BYTES;
        lapsed[lane] = true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Lets a lane in that is not. */
    void add(final int lane) {
        size++;
        if (creditedIn[lane] != round) {
            settle(lane);
            credit(lane);
        }
        lapsed[lane] = false;
        if (credits[lane] > 0) {
            (early[lane] ? first : fresh).append(lane);
        } else {
            appendToCircle(lane);
        }
    }

    /**
     * A lane goes that is in: it keeps its debt, and its credit until the round is over.
     *
     * @param keeps whether it keeps its credit for longer, as it has work and waits for something else
     */
    void remove(final int lane, final boolean keeps) {
        size--;
        lapsed[lane] = !keeps;
        leftIn[lane] = round;
        if (circle.contains(lane)) {
            removeFromCircle(lane);
        } else {
            first.remove(lane);
            fresh.remove(lane);
        }
    }

    /** Whether anybody is in who goes before all others. */
    boolean hasEarly() {
        return !first.isEmpty();
    }

    /** Whose turn it is: the same one again until its credit is used up. Somebody is in. */
    int next() {
        while (true) {
            final LaneList list = first.isEmpty() ? fresh : first;
            final int lane = list.first();
            if (lane == list.end()) {
                return nextInCircle();
            }
            if (credits[lane] > 0) {
                return lane;
            }
            list.remove(lane);
            appendToCircle(lane);
        }
    }

    /** It has had something that costs so much. */
    void charge(final int lane, final long cost) {
        credits[lane] -= cost;
    }

    private int nextInCircle() {
        int visited = 0;
        while (turn == NONE || credits[turn] <= 0) {
            if (visited > circle.size()) {
                passRounds();
                visited = 0;
            }
            advance();
            visited += turn == NONE ? 0 : 1;
        }
        return turn;
    }

    /** To the next in the circle, who gets its credit of this round. */
    private void advance() {
        final int visited = cursor;
        cursor = circle.next(visited);
        if (visited == circle.end()) {
            turn = NONE;
            round++;
        } else {
            turn = visited;
            if (creditedIn[visited] != round) {
                credit(visited);
            }
        }
    }

    /** The rounds that went by paid off a debt; credit they earned for those alone who go early, and not much. */
    private void settle(final int lane) {
        if (credits[lane] < 0 || early[lane]) {
            final long most = mostCredit(lane);
            final long rounds = Math.min(round - leftIn[lane] - 1, (most - credits[lane]) / quanta[lane] + 1);
            final long settled = credits[lane] + Math.max(0, rounds) * quanta[lane];
            credits[lane] = Math.min(early[lane] ? most : 0, settled);
        } else if (lapsed[lane]) {
            credits[lane] = 0;
        }
    }

    private void credit(final int lane) {
        credits[lane] = Math.min(credits[lane] + quanta[lane], mostCredit(lane));
        creditedIn[lane] = round;
    }

    /** Credit kept while it waited does not pile up beyond one more round's. */
    private long mostCredit(final int lane) {
        return early[lane] ? Math.max(2 * quanta[lane], TenantLimits.CHUNK_BYTES) : 2 * quanta[lane];
    }

    /** Everybody is in debt: lets so many rounds pass at once that somebody is one round from credit. */
    private void passRounds() {
        long rounds = Long.MAX_VALUE;
        for (int i = circle.first(); i != circle.end(); i = circle.next(i)) {
            rounds = Math.min(rounds, -credits[i] / quanta[i]);
        }
        for (int i = circle.first(); i != circle.end(); i = circle.next(i)) {
            credits[i] += rounds * quanta[i];
        }
        round += rounds;
    }

    private void appendToCircle(final int lane) {
        circle.insertBefore(cursor, lane);
    }

    private void removeFromCircle(final int lane) {
        if (turn == lane) {
            turn = NONE;
        }
        if (cursor == lane) {
            cursor = circle.next(lane);
        }
        circle.remove(lane);
    }
}
