package io.weir.router.accounting.ledger;

import io.weir.router.accounting.UsageCut;
import io.weir.router.accounting.UsageEvent;
import io.weir.router.accounting.UsageEvents;
import io.weir.router.accounting.UsageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;

/**
 * Closes intervals and has them booked, on a thread of its own or in {@link #doWork} of whoever drives it. A ledger
 * that can not be written (a full disk) is tried again with each interval; until then counters go on, records of queue
 * pairs that are gone are kept, and the first interval that can be booked has it all.
 */
public final class LedgerKeeper implements AutoCloseable {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long TICK_MS = 1_000;
    private static final long JOIN_MS = 30_000;
    private static final long PRUNE_INTERVAL_NS = TimeUnit.HOURS.toNanos(1);
    /** The wall clock may be slewed by so much in an interval, and a part of it, without having been set. */
    private static final long SLEW_MS = 500;
    private static final long SLEW_PART = 1_000;
    private static final int MAX_EVENTS = 20_000;

    private final Path path;
    private final long intervalNs;
    private final long keepMs;
    private final UsageFile usage;
    private final Consumer<Runnable> cutter;
    private final UsageEvents.Subscription events;
    private final UsageEvents publisher;
    private final NanoClock clock;
    private final Consumer<String> log;
    private final UsageCut cut;
    private final List<UsageEvent> pending = new ArrayList<>();
    private LedgerStore store;
    private int maxPages;
    private long nextNs;
    private long nextPruneNs;
    private long bookedNs;
    private long bookedWallMs = -1;
    private long cuts;
    private long droppedEvents;
    private boolean broken;
    private long intervals;
    private String behind;
    private volatile LedgerStatus status;
    private volatile boolean closing;
    private Thread thread;

    /**
     * Over the counters of a router. Nothing is opened yet.
     *
     * @param path       the ledger's file
     * @param intervalMs length of an interval
     * @param keepMs     how long intervals are kept
     * @param cutter     has a task run between two messages
     * @param log        takes a line when the ledger falls behind, and when it has caught up
     */
    public LedgerKeeper(final Path path, final long intervalMs, final long keepMs, final UsageFile usage,
                        final Consumer<Runnable> cutter, final UsageEvents events, final NanoClock clock,
                        final Consumer<String> log) {
        this.path = path;
        this.intervalNs = intervalMs * NANOS_PER_MS;
        this.keepMs = keepMs;
        this.usage = usage;
        this.cutter = cutter;
        this.events = events.subscribe("ledger");
        publisher = events;
        this.clock = clock;
        this.log = log;
        cut = new UsageCut(usage);
        bookedNs = clock.nanoTime();
        nextNs = bookedNs + intervalNs;
        nextPruneNs = bookedNs + PRUNE_INTERVAL_NS;
        report(0);
    }

    /** Loads what all ledgers need, so that {@link #start} finds it loaded. Any thread. */
    public static void prepare() {
        try {
            SqliteLibrary.load();
        } catch (final SQLException failure) {
            // a ledger that is opened meets it again, and says so
            return;
        }
    }

    /**
     * Opens the ledger, and runs on a thread of its own. One that is of another version is refused; one that can not be
     * written now is tried again later.
     *
     * @throws IOException with one line for the operator
     */
    public void start() throws IOException {
        try {
            store = LedgerStore.open(path, maxPages);
        } catch (final LedgerVersionException refusal) {
            throw new IOException(path + ": " + refusal.getMessage(), refusal);
        } catch (final SQLException failure) {
            fallBehind(failure);
        }
        thread = Thread.ofPlatform().name("weir-ledger").daemon().start(this::run);
    }

    /** From now on its file has so many pages at most, or as many as it has now; 0 for any number. */
    public synchronized void limit(final int pages) {
        closeStore();
        maxPages = pages;
    }

    /** Closes the interval if it is over; how many were. */
    public int doWork() {
        collect();
        if (clock.nanoTime() - nextNs < 0) {
            return 0;
        }
        closeInterval();
        return 1;
    }

    /** Closes the interval now. Any thread but the data path's. */
    public synchronized LedgerStatus closeInterval() {
        if (broken) {
            return status;
        }
        collect();
        final long nowNs = clock.nanoTime();
        nextNs = nowNs + intervalNs;
        cutter.accept(() -> usage.copyTo(cut));
        cuts++;
        try {
            if (store == null) {
                store = LedgerStore.open(path, maxPages);
            }
            book(nowNs);
            free();
            prune(nowNs);
        } catch (final SQLException failure) {
            fallBehind(failure);
        }
        return status;
    }

    /** How it stands. Any thread. */
    public LedgerStatus status() {
        return status;
    }

    /** Closes the last interval: of whatever was counted. */
    @Override
    public void close() {
        closing = true;
        if (thread != null) {
            synchronized (this) {
                notifyAll();
            }
            try {
                thread.join(JOIN_MS);
            } catch (final InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
        if (thread != null || store != null) {
            closeInterval();
        }
        closeStore();
    }

    private void run() {
        while (!closing) {
            try {
                doWork();
            } catch (final RuntimeException thrown) {
                broken = true;
                log.accept("ledger: " + thrown + ": nothing is booked any more until the router starts anew; counters "
                    + "go on");
                return;
            }
            pause();
        }
    }

    private synchronized void pause() {
        try {
            if (!closing) {
                wait(Math.clamp((nextNs - clock.nanoTime()) / NANOS_PER_MS, 1, TICK_MS));
            }
        } catch (final InterruptedException stopped) {
            closing = true;
        }
    }

    private synchronized void collect() {
        events.poll(event -> {
            if (event.kind() == UsageEvent.Kind.INTERVAL_CLOSED) {
                return;
            }
            if (pending.size() < MAX_EVENTS) {
                pending.add(event);
            } else {
                droppedEvents++;
            }
        });
    }

    private void book(final long nowNs) throws SQLException {
        final long elapsedMs = (nowNs - bookedNs) / NANOS_PER_MS;
        final boolean first = bookedWallMs < 0;
        int marks = behind == null ? 0 : Marks.LATE;
        if (first) {
            marks |= Marks.RECOVERED;
        } else if (Math.abs(cut.wallMs() - bookedWallMs - elapsedMs) > SLEW_MS + elapsedMs / SLEW_PART) {
            marks |= Marks.CLOCK_STEPPED;
        }
        final int rows = store.book(new Interval(usage.routerId(), cuts, bookedWallMs, cut.wallMs(), elapsedMs, marks),
            cut, pending);
        pending.clear();
        bookedNs = nowNs;
        bookedWallMs = cut.wallMs();
        if (behind != null) {
            log.accept("ledger: caught up: all that was counted meanwhile is booked in one interval");
            behind = null;
        }
        if (rows > 0) {
            intervals++;
            publisher.publish(UsageEvent.Kind.INTERVAL_CLOSED, null, rows + " rows");
        }
        report(bookedWallMs);
    }

    /** Records of queue pairs that are gone and booked. */
    private void free() {
        for (int i = 0; i < cut.size(); i++) {
            if (cut.isClosed(i) && store.isFinal(cut.serial(i))) {
                usage.retire(cut.number(i));
                store.forget(cut.serial(i));
            }
        }
    }

    private void prune(final long nowNs) throws SQLException {
        if (nowNs - nextPruneNs >= 0) {
            nextPruneNs = nowNs + PRUNE_INTERVAL_NS;
            store.prune(keepMs);
        }
    }

    private void fallBehind(final SQLException failure) {
        if (behind == null) {
            log.accept("ledger: behind from now on: " + path + ": " + failure.getMessage() + ": counters go on, it is "
                + "tried again with each interval");
        }
        behind = failure.getMessage();
        closeStore();
        report(Math.max(0, bookedWallMs));
    }

    private void closeStore() {
        try {
            if (store != null) {
                store.close();
            }
        } catch (final SQLException failure) {
            // it was no good any more
            behind = behind == null ? failure.getMessage() : behind;
        }
        store = null;
    }

    private void report(final long bookedToMs) {
        status = new LedgerStatus(path.toString(), intervals, bookedToMs, behind, usage.overflows(),
            events.lost() + droppedEvents);
    }
}
