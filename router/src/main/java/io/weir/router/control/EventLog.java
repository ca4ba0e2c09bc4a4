package io.weir.router.control;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;

/**
 * What the operator reads: one line an event. Of one kind of event and one tenant at most one line a second is written;
 * the next one says how many were not. Any thread.
 */
public final class EventLog {
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_KINDS = 4096;
    private static final int MAX_LENGTH = 1000;

    private final NanoClock clock;
    private final Consumer<String> sink;
    private final Map<String, Line> lines = new HashMap<>();

    /**
     * A log.
     *
     * @param sink takes each line, without an end of line
     */
    public EventLog(final NanoClock clock, final Consumer<String> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    /** Writes a line that is rare by nature: start, stop, attach. */
    public synchronized void line(final String text) {
        write(text);
    }

    /**
     * Writes a line that somebody could cause as often as they like.
     *
     * @param kind   of event
     * @param tenant who caused it
     */
    public synchronized void limited(final String kind, final String tenant, final String text) {
        if (lines.size() >= MAX_KINDS) {
            lines.clear();
        }
        final Line line = lines.computeIfAbsent(kind + '/' + tenant, key -> new Line());
        final long now = clock.nanoTime();
        if (line.written && now - line.lastNs < INTERVAL_NS) {
            line.suppressed++;
            return;
        }
        write(line.suppressed == 0 ? text : text + " (and " + line.suppressed + " more like it)");
        line.written = true;
        line.lastNs = now;
        line.suppressed = 0;
    }

    /** Tenants choose parts of what is written: it stays one line, of a length to be read. */
    private void write(final String text) {
        final String line = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        sink.accept(line.codePoints().anyMatch(Character::isISOControl) ? line.replaceAll("\\p{Cntrl}", "?") : line);
    }

    private static final class Line {
        private boolean written;
        private long lastNs;
        private long suppressed;
    }
}
