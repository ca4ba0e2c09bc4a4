package io.weir.router.accounting;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Writes each event as a line of JSON to a file of at most {@value #MAX_BYTES} bytes; it and the {@value #KEPT} before
 * it are kept, as {@code audit.log.1} and so on. On a thread of its own, or in {@link #poll} of whoever drives it. What
 * can not be written is lost, and the log says once that it is.
 *
 * <p>A tenant can cause thousands of events a second, and garbage has all threads stop now and then: so lines are made
 * without a tree of objects, and the file stays open while events keep coming.
 */
public final class AuditLog implements AutoCloseable {
    private static final long MAX_BYTES = 16L << 20;
    private static final int KEPT = 4;
    private static final long CLOSE_MS = 2_000;
    /** For events that come together to be written together: who makes them wants the processor. */
    private static final long GATHERING_NS = 10_000_000;
    private static final int MS_PER_SECOND = 1_000;

    private final Path path;
    private final UsageEvents.Subscription events;
    private final Consumer<String> log;
    private final Consumer<UsageEvent> adding = this::add;
    private final StringBuilder lines = new StringBuilder();
    private FileChannel file;
    private long second = -1;
    private String secondText;
    private long lostBefore;
    private boolean failing;
    private volatile boolean closed;
    private Thread thread;

    /** Takes events from now on. */
    public AuditLog(final Path path, final UsageEvents events, final Consumer<String> log) {
        this.path = path;
        this.events = events.subscribe("audit log");
        this.log = log;
    }

    /** Runs on a thread of its own. */
    public void start() {
        thread = Thread.ofPlatform().name("weir-audit").daemon().start(() -> {
            while (!closed) {
                if (poll() == 0 && !closed) {
                    events.await();
                    gather();
                }
            }
        });
    }

    /** Writes what there is; how many events. */
    public int poll() {
        final int count = events.poll(adding);
        final long lost = events.lost();
        if (lost > lostBefore) {
            lines.append("{\"event\":\"lost\",\"count\":").append(lost - lostBefore).append("}\n");
            lostBefore = lost;
        }
        if (!lines.isEmpty()) {
            write();
            lines.setLength(0);
        } else if (file != null) {
            release();
        }
        return count;
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            LockSupport.unpark(thread);
            try {
                thread.join(CLOSE_MS);
            } catch (final InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                return;
            }
        }
        poll();
        release();
    }

    private void gather() {
        if (!closed) {
            LockSupport.parkNanos(GATHERING_NS);
        }
    }

    private void add(final UsageEvent event) {
        lines.append("{\"at\":\"");
        addTime(event.atMs());
        lines.append("\",\"event\":\"").append(event.kind().text());
        add("\",\"tenant\":", event.tenant());
        add(",\"detail\":", event.detail());
        lines.append("}\n");
    }

    private void add(final String name, final String value) {
        lines.append(name);
        if (value == null) {
            lines.append("null");
        } else {
            lines.append('"');
            JsonStringEncoder.getInstance().quoteAsString(value, lines);
            lines.append('"');
        }
    }

    /** As {@link Instant#toString}. */
    private void addTime(final long atMs) {
        final long now = Math.floorDiv(atMs, MS_PER_SECOND);
        if (now != second) {
            final String text = Instant.ofEpochSecond(now).toString();
            secondText = text.substring(0, text.length() - 1);
            second = now;
        }
        lines.append(secondText);
        final int ms = (int) Math.floorMod(atMs, (long) MS_PER_SECOND);
        if (ms > 0) {
            lines.append('.').append((char) ('0' + ms / 100)).append((char) ('0' + ms / 10 % 10))
                .append((char) ('0' + ms % 10));
        }
        lines.append('Z');
    }

    private void write() {
        try {
            final ByteBuffer text = StandardCharsets.UTF_8.encode(CharBuffer.wrap(lines));
            if (file == null) {
                open();
            }
            if (file.size() > 0 && file.size() + text.remaining() > MAX_BYTES) {
                release();
                rotate();
                open();
            }
            while (text.hasRemaining()) {
                file.write(text);
            }
            failing = false;
        } catch (final IOException failure) {
            if (!failing) {
                log.accept("audit log: " + failure.getMessage() + ": what happens meanwhile is not in it");
            }
            failing = true;
            release();
        }
    }

    private void open() throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void release() {
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (final IOException failure) {
            log.accept("audit log: " + failure.getMessage());
        }
        file = null;
    }

    private void rotate() throws IOException {
        for (int i = KEPT; i > 0; i--) {
            final Path newer = i == 1 ? path : numbered(i - 1);
            if (Files.exists(newer)) {
                Files.move(newer, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path numbered(final int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }
}
