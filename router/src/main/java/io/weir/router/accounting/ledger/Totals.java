package io.weir.router.accounting.ledger;

import io.weir.router.accounting.UsageColumns;
import io.weir.router.accounting.UsageCut;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Up to where each life is booked: what is in the file, remembered. Compares a cut with that, and writes what grew;
 * what is remembered changes only when the transaction is committed.
 */
final class Totals {
    /** The time of a queue pair that does nothing else is booked so often. */
    private static final long IDLE_MS = 3_600_000;

    private final Connection connection;
    private final Map<Long, long[]> booked = new HashMap<>();
    /** Lives that are over and booked, as far as they were asked for. */
    private final Set<Long> over = new HashSet<>();
    /** Of the cut being compared: rows of each record, 0 for one that did not change. */
    private int[] changes = new int[0];
    private boolean[] ended = new boolean[0];
    private boolean wentBack;

    Totals(final Connection connection) throws SQLException {
        this.connection = connection;
        try (PreparedStatement select = connection.prepareStatement("SELECT serial, totals FROM life WHERE final = 0");
            ResultSet result = select.executeQuery()) {
            while (result.next()) {
                booked.put(result.getLong(1), decode(result.getBytes(2)));
            }
        }
    }

    void begin() {
        wentBack = false;
    }

    /** Whether a counter was less than booked. */
    boolean wentBack() {
        return wentBack;
    }

    boolean isFinal(final long serial) {
        return over.contains(serial);
    }

    /** How many rows and changes there are to write. */
    int compare(final UsageCut cut) throws SQLException {
        if (changes.length < cut.size()) {
            changes = new int[2 * cut.size()];
            ended = new boolean[2 * cut.size()];
        }
        int sum = 0;
        for (int i = 0; i < cut.size(); i++) {
            changes[i] = cut.kind(i) == UsageCut.Kind.PAST || isOver(cut.serial(i)) ? 0 : compare(cut, i);
            ended[i] = cut.isClosed(i) && cut.kind(i) != UsageCut.Kind.PAST && !over.contains(cut.serial(i));
            sum += changes[i] + (ended[i] ? 1 : 0);
        }
        return sum;
    }

    private int compare(final UsageCut cut, final int index) {
        final long[] before = booked.get(cut.serial(index));
        int grown = 0;
        boolean idle = true;
        for (int cell = 0; cell < UsageColumns.COUNT; cell++) {
            final long difference = difference(cut, index, cell, before);
            if (difference != 0) {
                grown++;
                idle &= cell == UsageColumns.QP_MS && difference < IDLE_MS;
            }
        }
        return idle && !cut.isClosed(index) ? 0 : grown;
    }

    private long difference(final UsageCut cut, final int index, final int cell, final long[] before) {
        if (!UsageColumns.isBooked(cell)) {
            return 0;
        }
        final long difference = cut.cell(index, cell) - (before == null ? 0 : before[cell]);
        if (difference < 0 && UsageColumns.isCumulative(cell)) {
            wentBack = true;
        }
        return difference;
    }

    /** Into an open transaction. */
    void write(final UsageCut cut, final long seq) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(
                "INSERT INTO booked VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
            PreparedStatement life = connection.prepareStatement(
                "INSERT INTO life VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (serial) DO UPDATE SET "
                    + "peer = excluded.peer, qp = excluded.qp, ended_ms = excluded.ended_ms, final = excluded.final, "
                    + "totals = excluded.totals")) {
            for (int i = 0; i < cut.size(); i++) {
                if (changes[i] > 0) {
                    writeRows(row, cut, i, seq);
                }
                if (changes[i] > 0 || ended[i]) {
                    writeLife(life, cut, i);
                }
            }
            row.executeBatch();
            life.executeBatch();
        }
    }

    private void writeRows(final PreparedStatement row, final UsageCut cut, final int index, final long seq)
        throws SQLException {
        final long[] before = booked.get(cut.serial(index));
        final int first = cut.kind(index) == UsageCut.Kind.RAIL ? UsageColumns.RAIL : 0;
        for (int cell = 0; cell < UsageColumns.COUNT; cell++) {
            final long difference = difference(cut, index, cell, before);
            if (difference > 0 || (difference < 0 && !UsageColumns.isCumulative(cell))) {
                row.setLong(1, seq);
                row.setLong(2, cut.serial(index));
                row.setInt(3, first + cell);
                row.setLong(4, difference);
                row.addBatch();
            }
        }
    }

    private void writeLife(final PreparedStatement life, final UsageCut cut, final int index) throws SQLException {
        final boolean queuePair = cut.kind(index) == UsageCut.Kind.QP;
        life.setLong(1, cut.serial(index));
        life.setString(2, switch (cut.kind(index)) {
            case QP -> "qp";
            case TENANT -> "tenant";
            default -> "rail";
        });
        life.setString(3, cut.tenant(index));
        life.setString(4, cut.network(index));
        life.setString(5, cut.peer(index) == null ? null : cut.peer(index).toString());
        life.setObject(6, queuePair ? cut.qpNumber(index) : null);
        life.setString(7, queuePair && cut.type(index) != null ? cut.type(index).name() : null);
        life.setLong(8, cut.begunMs(index));
        life.setObject(9, cut.endedMs(index) == 0 ? null : cut.endedMs(index));
        life.setInt(10, ended[index] ? 1 : 0);
        life.setBytes(11, encode(cut, index));
        life.addBatch();
    }

    /** What was written stands. */
    void committed(final UsageCut cut) {
        for (int i = 0; i < cut.size(); i++) {
            if (ended[i]) {
                booked.remove(cut.serial(i));
                over.add(cut.serial(i));
            } else if (changes[i] > 0) {
                final long[] totals = booked.computeIfAbsent(cut.serial(i), serial -> new long[UsageColumns.COUNT]);
                for (int cell = 0; cell < totals.length; cell++) {
                    totals[cell] = cut.cell(i, cell);
                }
            }
        }
    }

    /** A router may have been killed after it booked the end of a life, and before it freed its record. */
    private boolean isOver(final long serial) throws SQLException {
        if (booked.containsKey(serial)) {
            return false;
        }
        if (over.contains(serial)) {
            return true;
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT final FROM life WHERE serial = ?")) {
            select.setLong(1, serial);
            try (ResultSet result = select.executeQuery()) {
                if (result.next() && result.getInt(1) == 1) {
                    over.add(serial);
                    return true;
                }
            }
        }
        return false;
    }

    /** Records that were freed are not asked for again. */
    void forget(final long serial) {
        over.remove(serial);
    }

    private static byte[] encode(final UsageCut cut, final int index) {
        final ByteBuffer buffer =
            ByteBuffer.allocate(UsageColumns.COUNT * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int cell = 0; cell < UsageColumns.COUNT; cell++) {
            buffer.putLong(cut.cell(index, cell));
        }
        return buffer.array();
    }

    private static long[] decode(final byte[] bytes) {
        final long[] totals = new long[UsageColumns.COUNT];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(totals);
        return totals;
    }
}
