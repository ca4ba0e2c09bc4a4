package io.weir.router.accounting.ledger;

import io.weir.router.accounting.UsageColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The ledger's tables; {@code PRAGMA user_version} says which version of them a file has.
 *
 * <p>{@code booked} has the facts: in interval {@code seq}, so much of column {@code cell} was used by the life {@code
 * serial}. {@code interval} numbers the intervals without regard to any clock and says what the clocks said;
 * {@code life} says whose a queue pair was, who its peer was, and, beside that, up to where it has been booked ({@code
 * totals}: what the counters said, little-endian longs), so that a row and what makes it final are written in one
 * transaction. {@code past} has the sums of what was older than the ledger keeps. The view {@code usage} is what
 * a program reads that knows nothing of Weir.
 */
final class LedgerSchema {
    static final int VERSION = 2;
    /** Has the same tables, and fewer columns of usage. */
    private static final int FEWER_CELLS = 1;

    private static final List<String> TABLES = List.of("""
        CREATE TABLE interval (
            seq INTEGER PRIMARY KEY,     -- 1, 2, 3: by no clock
            router INTEGER NOT NULL,     -- who closed it: differs from router to router, in one place
            cut INTEGER NOT NULL,        -- counted by that router
            begun_ms INTEGER NOT NULL,   -- wall clock, ms since 1970
            ended_ms INTEGER NOT NULL,
            elapsed_ms INTEGER NOT NULL, -- steady clock; 0 if the router did not live at its begin
            run_ms INTEGER NOT NULL,     -- sum of elapsed_ms up to here
            marks INTEGER NOT NULL,      -- 1 clock stepped, 2 begun by an earlier router, 4 late, 8 went back
            UNIQUE (router, cut)
        )""", """
        CREATE TABLE life (
            serial INTEGER PRIMARY KEY,  -- never used again
            kind TEXT NOT NULL,          -- qp, tenant (what is no single queue pair's), rail (as an RNIC counts itself)
            tenant TEXT NOT NULL,        -- for a rail its kind
            network TEXT NOT NULL,
            peer TEXT,                   -- GID
            qp INTEGER,                  -- number
            type TEXT,                   -- RC, UC, UD
            begun_ms INTEGER NOT NULL,
            ended_ms INTEGER,
            final INTEGER NOT NULL,      -- 1: it is over and booked
            totals BLOB NOT NULL
        )""", """
        CREATE TABLE booked (
            seq INTEGER NOT NULL,
            serial INTEGER NOT NULL,
            cell INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (seq, serial, cell)
        ) WITHOUT ROWID""", """
        CREATE TABLE cell (
            id INTEGER PRIMARY KEY,
            quantity TEXT NOT NULL,      -- messages, bytes, errors, wire_bytes …
            direction TEXT NOT NULL,     -- egress, ingress, served, or empty
            item TEXT NOT NULL           -- opcode, status, or empty
        )""", """
        CREATE TABLE past (
            kind TEXT NOT NULL,
            tenant TEXT NOT NULL,
            cell INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (kind, tenant, cell)
        ) WITHOUT ROWID""", """
        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            tenant TEXT,
            detail TEXT NOT NULL
        )""", """
        CREATE INDEX life_open ON life (final) WHERE final = 0""", """
        CREATE VIEW usage AS
            SELECT interval.seq, interval.begun_ms, interval.ended_ms, interval.marks, life.tenant, life.network,
                life.peer, life.serial, life.qp, life.type, cell.quantity, cell.direction, cell.item, booked.amount
            FROM booked JOIN interval USING (seq) JOIN life USING (serial)
                JOIN cell ON cell.id = booked.cell
            WHERE life.kind <> 'rail'""");

    private LedgerSchema() {
    }

    /**
     * Makes the tables if there are none, and has those of version 1 say more from now on; a version of another time is
     * refused.
     */
    static void ensure(final Connection connection) throws SQLException {
        final int version = version(connection);
        if (version == VERSION) {
            return;
        }
        if (version != 0 && version != FEWER_CELLS) {
            throw new LedgerVersionException("the ledger has version " + version + ", this router writes version "
                + VERSION + ": run the router that wrote it, or move the ledger away");
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (final String table : version == 0 ? TABLES : List.<String>of()) {
                statement.executeUpdate(table);
            }
            describeCells(connection);
            statement.executeUpdate("PRAGMA user_version = " + VERSION);
            connection.commit();
        } catch (final SQLException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Whether what this router reads is in a ledger of that version. */
    static boolean isReadable(final int version) {
        return version == VERSION || version == FEWER_CELLS;
    }

    static int version(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
            ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    /** A rail's columns are numbered beyond those of queue pairs. */
    private static void describeCells(final Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO cell VALUES (?, ?, ?, ?) "
            + "ON CONFLICT (id) DO NOTHING")) {
            for (final UsageColumns.Column column : UsageColumns.all()) {
                insert.setInt(1, column.id());
                insert.setString(2, column.quantity());
                insert.setString(3, column.direction());
                insert.setString(4, column.item());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
