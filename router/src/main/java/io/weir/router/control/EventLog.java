package io.weir.router.control;

import io.weir.router.admin.EventRing;
import io.weir.router.admin.EventSink;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * What the operator reads: one line an event, and the latest of them for who asks. Of one kind of event and one tenant
 * at most one a second is written; the next one says how many were not. Any thread.
 */
public final class EventLog {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_KINDS = 4096;
    private static final int MAX_LENGTH = 1000;

    private final NanoClock clock;
    private final EventSink sink;
    private final EventRing events = new EventRing(System.currentTimeMillis());
    private final Map<String, Line> lines = new HashMap<>();

    /**
     * A log.
     *
     * @param sink takes each event; its text is one line
     */
    public EventLog(final NanoClock clock, final EventSink sink) {
        this.clock = clock;
        this.sink = sink;
    }

    /** The latest events. */
    public EventRing events() {
        return events;
    }

    /**
     * Writes a line that is rare by nature: start, stop, attach.
     *
     * @param kind    of event, a word
     * @param subject the tenant or rail it is about
     */
    public synchronized void line(final String kind, final String subject, final String text) {
        write(kind, subject, text);
    }

    /**
     * Writes a line that somebody could cause as often as they like.
     *
     * @param kind    of event: a word, and maybe more by which some of its kind differ from others
     * @param subject who caused it: the tenant, the rail
     * @return whether it was written
     */
    public synchronized boolean limited(final String kind, final String subject, final String text) {
        if (lines.size() >= MAX_KINDS) {
            lines.clear();
        }
        final Line line = lines.computeIfAbsent(kind + '/' + subject, key -> new Line());
        final long now = clock.nanoTime();
        if (line.written && now - line.lastNs < INTERVAL_NS) {
            line.suppressed++;
            return false;
        }
        final int end = kind.indexOf(' ');
        write(end < 0 ? kind : kind.substring(0, end), subject,
            line.suppressed == 0 ? text : text + " (and " + line.suppressed + " more like it)");
        line.written = true;
        line.lastNs = now;
        line.suppressed = 0;
        return true;
    }

    /** Tenants choose parts of what is written: it stays one line, of a length to be read. */
    private void write(final String kind, final String subject, final String text) {
        final String bounded = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        final String line = bounded.codePoints().anyMatch(Character::isISOControl)
            ? bounded.replaceAll("\\p{Cntrl}", "?") : bounded;
        final long nowMs = System.currentTimeMillis();
        events.add(nowMs, kind, subject, line);
        sink.write(nowMs, kind, subject, line);
    }

    private static final class Line {
        private boolean written;
        private long lastNs;
        private long suppressed;
    }
}
