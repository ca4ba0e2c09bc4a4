package io.weir.router.accounting.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Reads a ledger, while a router writes it or when none does. Every failure is an IOException with one line. */
public final class LedgerReader implements AutoCloseable {
    private static final int BUSY_MS = 5_000;
    private static final long HOUR_MS = 3_600_000;
    /** What would outgrow 64 bits when it is summed up. */
    private static final String LARGE = "mr_byte_seconds";

    private final Path path;
    private final Connection connection;

    private LedgerReader(final Path path, final Connection connection) {
        this.path = path;
        this.connection = connection;
    }

    /** Opens it; says so if there is none. */
    public static LedgerReader open(final Path path) throws IOException {
        if (!Files.isReadable(path)) {
            throw new IOException(path + ": there is no ledger here that this user can read");
        }
        final SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MS);
        try {
            SqliteLibrary.load();
            final Connection connection = config.createConnection("jdbc:sqlite:" + path);
            final int version = LedgerSchema.version(connection);
            if (!LedgerSchema.isReadable(version)) {
                connection.close();
                throw new IOException(path + ": the ledger has version " + version + ", this command reads version "
                    + LedgerSchema.VERSION);
            }
            return new LedgerReader(path, connection);
        } catch (final SQLException failure) {
            throw new IOException(path + ": " + failure.getMessage(), failure);
        }
    }

    /** By what usage can be told apart; and by hour, of the end of the intervals. */
    public enum Dimension {
        /** Whose it was. */
        TENANT("life.tenant"),
        /** On which network. */
        NETWORK("life.network"),
        /** With whom: GID. */
        PEER("coalesce(life.peer, '')"),
        /** Which queue pair's, and which of those that had the number. */
        QP("iif(life.kind = 'qp', printf('0x%06x/%d', life.qp, life.serial & 4294967295), '')"),
        /** What was done. */
        OPCODE("cell.item"),
        /** What came of it: of errors alone. */
        STATUS("cell.item"),
        /** What held a tenant back: of time in which something did. */
        REASON("cell.item"),
        /** When, ms since 1970. */
        HOUR("interval.ended_ms / " + HOUR_MS + " * " + HOUR_MS);

        private final String expression;

        Dimension(final String expression) {
            this.expression = expression;
        }
    }

    /**
     * A sum.
     *
     * @param keys      one for each dimension that was asked for
     * @param quantity  what was counted
     * @param direction egress, ingress, served, or empty
     * @param item      opcode, status, reason, or empty
     * @param amount    how much; in {@code mr_byte_seconds} rounded beyond 2^53
     */
    public record Sum(Map<Dimension, String> keys, String quantity, String direction, String item, long amount) {
    }

    /**
     * Sums of what was booked in intervals that ended after {@code sinceMs} and not after {@code untilMs}.
     *
     * @param tenant null for all
     */
    public List<Sum> sums(final List<Dimension> by, final String tenant, final long sinceMs, final long untilMs)
        throws IOException {
        final StringBuilder keys = new StringBuilder();
        by.forEach(dimension -> keys.append(dimension.expression).append(", "));
        final String sql = "SELECT " + keys + "cell.quantity, cell.direction, cell.item, "
            + "sum(iif(cell.quantity = '" + LARGE + "', 0, amount)), "
            + "total(iif(cell.quantity = '" + LARGE + "', amount, 0)) "
            + "FROM booked JOIN interval USING (seq) JOIN life USING (serial) JOIN cell ON cell.id = booked.cell "
            + "WHERE life.kind <> 'rail' AND interval.ended_ms > ? AND interval.ended_ms <= ? "
            + "AND (?3 IS NULL OR life.tenant = ?3) GROUP BY " + keys + "cell.id ORDER BY " + keys + "cell.id";
        try (PreparedStatement select = connection.prepareStatement(sql.replaceFirst("> \\?", "> ?1")
            .replaceFirst("<= \\?", "<= ?2"))) {
            select.setLong(1, sinceMs);
            select.setLong(2, untilMs);
            select.setString(3, tenant);
            final List<Sum> sums = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    sums.add(sum(by, result));
                }
            }
            return sums;
        } catch (final SQLException failure) {
            throw new IOException(path + ": " + failure.getMessage(), failure);
        }
    }

    private static Sum sum(final List<Dimension> by, final ResultSet result) throws SQLException {
        final Map<Dimension, String> keys = new EnumMap<>(Dimension.class);
        for (int i = 0; i < by.size(); i++) {
            keys.put(by.get(i), result.getString(i + 1));
        }
        final int column = by.size() + 1;
        return new Sum(keys, result.getString(column), result.getString(column + 1), result.getString(column + 2),
            result.getLong(column + 3) + (long) result.getDouble(column + 4));
    }

    /**
     * An interval, for those who audit.
     *
     * @param seq     its number
     * @param router  who closed it
     * @param begunMs wall clock
     * @param endedMs wall clock
     * @param marks   {@link Marks}
     */
    public record Closed(long seq, long router, long begunMs, long endedMs, int marks) {
    }

    /** Intervals that ended after {@code sinceMs} and not after {@code untilMs}. */
    public List<Closed> intervals(final long sinceMs, final long untilMs) throws IOException {
        try (PreparedStatement select = connection.prepareStatement("SELECT seq, router, begun_ms, ended_ms, marks "
            + "FROM interval WHERE ended_ms > ? AND ended_ms <= ? ORDER BY seq")) {
            select.setLong(1, sinceMs);
            select.setLong(2, untilMs);
            final List<Closed> intervals = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    intervals.add(new Closed(result.getLong(1), result.getLong(2), result.getLong(3),
                        result.getLong(4), result.getInt(5)));
                }
            }
            return intervals;
        } catch (final SQLException failure) {
            throw new IOException(path + ": " + failure.getMessage(), failure);
        }
    }

    /** What was booked in one interval: by kind of life and tenant (or rail), by {@code quantity/direction/item}. */
    public Map<String, Map<String, Long>> booked(final long seq) throws IOException {
        try (PreparedStatement select = connection.prepareStatement("SELECT life.kind = 'rail', life.tenant, "
            + "cell.quantity || '/' || cell.direction || '/' || cell.item, sum(amount) FROM booked JOIN life "
            + "USING (serial) JOIN cell ON cell.id = booked.cell WHERE seq = ? GROUP BY 1, 2, 3")) {
            select.setLong(1, seq);
            final Map<String, Map<String, Long>> all = new LinkedHashMap<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    all.computeIfAbsent((result.getBoolean(1) ? "rail " : "tenant ") + result.getString(2),
                        key -> new LinkedHashMap<>()).put(result.getString(3), result.getLong(4));
                }
            }
            return all;
        } catch (final SQLException failure) {
            throw new IOException(path + ": " + failure.getMessage(), failure);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (final SQLException failure) {
            throw new IOException(path + ": " + failure.getMessage(), failure);
        }
    }
}
