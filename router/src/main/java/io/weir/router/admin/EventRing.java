package io.weir.router.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The latest events of a router, {@value #CAPACITY} of them. Any thread. */
public final class EventRing {
    /** Older ones are forgotten. */
    public static final int CAPACITY = 1024;

    private final Deque<Event> events = new ArrayDeque<>(CAPACITY);
    private final Map<String, Long> counts = new HashMap<>();
    private final long startedMs;
    private long last;

    /** Empty; the router started then. */
    public EventRing(final long startedMs) {
        this.startedMs = startedMs;
    }

    /** One more. */
    public synchronized void add(final long atMs, final String kind, final String subject, final String text) {
        if (events.size() == CAPACITY) {
            events.removeFirst();
        }
        counts.merge(kind, 1L, Long::sum);
        events.addLast(new Event(++last, atMs, kind, subject, text));
    }

    /** Those with a higher number than that; 0 asks for all. */
    public synchronized EventPage after(final long number) {
        final List<Event> newer = events.stream().filter(event -> event.number() > number).toList();
        final long wanted = Math.max(0, last - Math.max(0, number));
        return new EventPage(startedMs, last, wanted - newer.size(), newer);
    }

    /** How many there were of each kind, the forgotten ones among them. */
    public synchronized Map<String, Long> counts() {
        return Map.copyOf(counts);
    }
}
