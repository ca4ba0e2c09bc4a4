package io.weir.router.accounting;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
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
 */
public final class AuditLog implements AutoCloseable {
    private static final long MAX_BYTES = 16L << 20;
    private static final int KEPT = 4;
    private static final long CLOSE_MS = 2_000;

    private final Path path;
    private final UsageEvents.Subscription events;
    private final Consumer<String> log;
    private final ObjectMapper mapper = new ObjectMapper();
    private final StringBuilder lines = new StringBuilder();
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
                }
            }
        });
    }

    /** Writes what there is; how many events. */
    public int poll() {
        final int count = events.poll(this::add);
        final long lost = events.lost();
        if (lost > lostBefore) {
            lines.append(mapper.createObjectNode().put("event", "lost").put("count", lost - lostBefore)).append('\n');
            lostBefore = lost;
        }
        if (!lines.isEmpty()) {
            write();
            lines.setLength(0);
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
    }

    private void add(final UsageEvent event) {
        final ObjectNode line = mapper.createObjectNode();
        line.put("at", Instant.ofEpochMilli(event.atMs()).toString());
        line.put("event", event.kind().text());
        line.put("tenant", event.tenant());
        line.put("detail", event.detail());
        lines.append(line).append('\n');
    }

    private void write() {
        try {
            if (Files.exists(path) && Files.size(path) + lines.length() > MAX_BYTES) {
                rotate();
            }
            Files.writeString(path, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
            failing = false;
        } catch (final IOException failure) {
            if (!failing) {
                log.accept("audit log: " + failure.getMessage() + ": what happens meanwhile is not in it");
            }
            failing = true;
        }
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
