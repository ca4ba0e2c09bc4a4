package io.weir.router.accounting.ledger;

import io.weir.router.accounting.UsageCut;
import io.weir.router.accounting.UsageEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;

/**
 * Writes the ledger: one connection, one thread. Every method is one transaction; one that throws has changed nothing
 * in the file, and leaves the store fit for nothing but being closed.
 */
final class LedgerStore implements AutoCloseable {
    private static final int BUSY_MS = 5_000;

    private final Connection connection;
    private final Totals totals;

    private LedgerStore(final Connection connection) throws SQLException {
        this.connection = connection;
        totals = new Totals(connection);
    }

    /**
     * Opens it, or makes it.
     *
     * @throws LedgerVersionException of another version
     */
    static LedgerStore open(final Path path) throws SQLException {
        return open(path, 0);
    }

    /** As {@link #open(Path)}, full when it has so many pages. */
    static LedgerStore open(final Path path, final int maxPages) throws SQLException {
        SqliteLibrary.load();
        final SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MS);
        final Connection connection = config.createConnection("jdbc:sqlite:" + path);
        try {
            if (maxPages > 0) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("PRAGMA max_page_count = " + maxPages);
                }
            }
            LedgerSchema.ensure(connection);
            connection.setAutoCommit(false);
            return new LedgerStore(connection);
        } catch (final SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * Books what grew since the cut before, and all the events, or nothing; an interval that is booked already is not
     * booked again.
     *
     * @return how many rows it took; 0 if nothing grew
     */
    int book(final Interval interval, final UsageCut cut, final List<UsageEvent> events) throws SQLException {
        totals.begin();
        final int rows = totals.compare(cut);
        if (rows == 0 && events.isEmpty()) {
            return 0;
        }
        final long seq = insert(interval, totals.wentBack());
        if (seq > 0) {
            totals.write(cut, seq);
            write(events);
        }
        connection.commit();
        totals.committed(cut);
        return rows;
    }

    /** Whether all that a life used is booked, and it is over. */
    boolean isFinal(final long serial) {
        return totals.isFinal(serial);
    }

    /** A record that was freed: it is not asked for again. */
    void forget(final long serial) {
        totals.forget(serial);
    }

    /** Forgets what is older than so long, by the time that routers ran; its sums stay. How many rows that were. */
    int prune(final long keepMs) throws SQLException {
        final int rows;
        try (Statement statement = connection.createStatement()) {
            final long end;
            try (ResultSet result = statement.executeQuery("SELECT coalesce(max(seq), 0) FROM interval WHERE run_ms < "
                + "(SELECT coalesce(max(run_ms), 0) FROM interval) - " + keepMs)) {
                end = result.next() ? result.getLong(1) : 0;
            }
            statement.executeUpdate("INSERT INTO past SELECT kind, tenant, cell, sum(amount) FROM booked JOIN life "
                + "USING (serial) WHERE seq <= " + end + " GROUP BY kind, tenant, cell "
                + "ON CONFLICT (kind, tenant, cell) DO UPDATE SET amount = amount + excluded.amount");
            rows = statement.executeUpdate("DELETE FROM booked WHERE seq <= " + end);
            statement.executeUpdate("DELETE FROM interval WHERE seq <= " + end);
            statement.executeUpdate("DELETE FROM life WHERE final = 1 AND NOT EXISTS "
                + "(SELECT 1 FROM booked WHERE booked.serial = life.serial)");
            statement.executeUpdate("DELETE FROM event WHERE at_ms < (SELECT min(begun_ms) FROM interval)");
        }
        connection.commit();
        return rows;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Its number, or 0 if it is there already. */
    private long insert(final Interval interval, final boolean wentBack) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
            "INSERT INTO interval SELECT coalesce(max(seq), 0) + 1, ?1, ?2, "
                + "iif(?3 >= 0, ?3, coalesce((SELECT ended_ms FROM interval ORDER BY seq DESC LIMIT 1), ?4)), ?4, ?5, "
                + "coalesce(max(run_ms), 0) + ?5, ?6 FROM interval WHERE true "
                + "ON CONFLICT (router, cut) DO NOTHING RETURNING seq")) {
            insert.setLong(1, interval.router());
            insert.setLong(2, interval.cut());
            insert.setLong(3, interval.begunMs());
            insert.setLong(4, interval.endedMs());
            insert.setLong(5, interval.elapsedMs());
            insert.setInt(6, interval.marks() | (wentBack ? Marks.WENT_BACK : 0));
            try (ResultSet result = insert.executeQuery()) {
                return result.next() ? result.getLong(1) : 0;
            }
        }
    }

    private void write(final List<UsageEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO event (at_ms, kind, tenant, detail) VALUES (?, ?, ?, ?)")) {
            for (final UsageEvent event : events) {
                insert.setLong(1, event.atMs());
                insert.setString(2, event.kind().text());
                insert.setString(3, event.tenant());
                insert.setString(4, event.detail());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
