package io.weir.router.rnic.host;

import java.util.List;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;

/** Queue pairs of one RNIC by number: 24 bits, unguessable, and a number comes back only after all others were used. */
public final class QpTable<Q> {
    private static final int BITS = 24;
    /** 0 and 1 are the management queue pairs, all ones is multicast (IBTA volume 1, section 3.5.3). */
    private static final int MULTICAST = (1 << BITS) - 1;

    private final KeyedPermutation numbers;
    private final Int2ObjectHashMap<Q> queuePairs = new Int2ObjectHashMap<>();

    /** A table with numbers of its own, made unguessable by {@code random}. */
    public QpTable(final RandomGenerator random) {
        numbers = new KeyedPermutation(BITS, random);
    }

    /** A number that no queue pair has. */
    public int newNumber() {
        if (queuePairs.size() >= MULTICAST - 2) {
            throw new IllegalStateException("all queue pair numbers are in use");
        }
        int number = numbers.next();
        while (number <= 1 || number == MULTICAST || queuePairs.containsKey(number)) {
            number = numbers.next();
        }
        return number;
    }

    /** Enters a queue pair. */
    public void put(final int number, final Q queuePair) {
        queuePairs.put(number, queuePair);
    }

    /** The queue pair with this number, or null. */
    public Q get(final int number) {
        return queuePairs.get(number);
    }

    /** Takes it out. */
    public void remove(final int number) {
        queuePairs.remove(number);
    }

    /** How many there are. */
    public int size() {
        return queuePairs.size();
    }

    /** A copy of what is in it, for closing: not for the steady path. */
    public List<Q> snapshot() {
        return List.copyOf(queuePairs.values());
    }
}
