package io.weir.router.cli;

import io.weir.policy.ByteSize;
import io.weir.router.accounting.ledger.LedgerReader;
import io.weir.router.accounting.ledger.LedgerReader.Dimension;
import io.weir.router.accounting.ledger.UsageRow;
import io.weir.router.admin.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the ledger has booked, as a table, as JSON or as CSV. */
final class LedgerUsage {
    private static final String[] DIRECTIONS = {"egress", "ingress", "served"};

    private final List<Dimension> by = new ArrayList<>();
    private final List<UsageRow> rows;

    /** Of intervals that ended between those times; {@code tenant} may be null. */
    LedgerUsage(final LedgerReader ledger, final Dimension more, final String tenant, final long sinceMs,
                final long untilMs) throws IOException {
        by.add(Dimension.TENANT);
        if (more == Dimension.QP) {
            by.add(Dimension.NETWORK);
            by.add(Dimension.PEER);
        }
        if (more != null && more != Dimension.TENANT) {
            by.add(more);
        }
        rows = UsageRow.of(ledger.sums(by, tenant, sinceMs, untilMs)).stream().filter(row -> !row.isEmpty()
            && isOf(row, more)).toList();
    }

    /** Items are opcodes, statuses, reasons: whatever a row has something of is what its item is. */
    private static boolean isOf(final UsageRow row, final Dimension more) {
        return more == null || switch (more) {
            case OPCODE -> !row.messages().isEmpty() || !row.wireBytes().isEmpty();
            case STATUS -> !row.errors().isEmpty();
            case REASON -> !row.heldNs().isEmpty();
            default -> true;
        };
    }

    void json(final PrintWriter out) {
        out.println(Json.pretty(rows));
    }

    void table(final PrintWriter out) {
        final List<String> heads = new ArrayList<>();
        by.forEach(dimension -> heads.add(dimension.name()));
        heads.addAll(List.of("DIRECTION", "SIZE>", "BYTES>", "MESSAGES>", "WIRE BYTES>"));
        final Table traffic = new Table(heads.toArray(new String[0]));
        final Table rest = new Table(of(heads.subList(0, by.size()), "ERRORS>", "THROTTLED>", "WAITED>",
            "QP TIME>", "MR TIME>"));
        for (final UsageRow row : rows) {
            for (final String direction : DIRECTIONS) {
                if (row.messages().containsKey(direction) || row.wireBytes().containsKey(direction)) {
                    final long bytes = row.bytes().getOrDefault(direction, 0L);
                    traffic.row(cells(row, direction, ByteSize.format(bytes), bytes,
                        row.messages().getOrDefault(direction, 0L), row.wireBytes().getOrDefault(direction, 0L)));
                }
            }
            if (!row.errors().isEmpty() || !row.heldNs().isEmpty() || row.qpMs() > 0 || row.mrByteSeconds() > 0) {
                rest.row(cells(row, sum(row.errors()), Units.seconds(sum(row.throttledNs())),
                    Units.seconds(sum(row.waitedNs())), Units.seconds(row.qpMs() * 1_000_000),
                    ByteSize.format(row.mrByteSeconds()) + "·s"));
            }
        }
        traffic.print(out);
        if (!rest.isEmpty()) {
            out.println();
            rest.print(out);
        }
    }

    void csv(final PrintWriter out) {
        final List<String> heads = new ArrayList<>();
        by.forEach(dimension -> heads.add(dimension.name().toLowerCase(Locale.ROOT)));
        for (final String direction : DIRECTIONS) {
            heads.addAll(List.of(direction + "_messages", direction + "_bytes"));
        }
        heads.addAll(List.of("egress_wire_bytes", "ingress_wire_bytes", "errors", "egress_throttled_ns",
            "ingress_throttled_ns", "qp_ms", "mr_byte_seconds", "egress_waited_ns", "ingress_waited_ns"));
        Csv.print(heads, out);
        for (final UsageRow row : rows) {
            final List<Object> cells = new ArrayList<>(row.keys().values());
            for (final String direction : DIRECTIONS) {
                cells.add(row.messages().getOrDefault(direction, 0L));
                cells.add(row.bytes().getOrDefault(direction, 0L));
            }
            cells.addAll(List.of(row.wireBytes().getOrDefault("egress", 0L),
                row.wireBytes().getOrDefault("ingress", 0L), sum(row.errors()),
                row.throttledNs().getOrDefault("egress", 0L), row.throttledNs().getOrDefault("ingress", 0L),
                row.qpMs(), row.mrByteSeconds(), row.waitedNs().getOrDefault("egress", 0L),
                row.waitedNs().getOrDefault("ingress", 0L)));
            Csv.print(cells, out);
        }
    }

    private static Object[] cells(final UsageRow row, final Object... more) {
        final List<Object> cells = new ArrayList<>(row.keys().values());
        cells.addAll(List.of(more));
        return cells.toArray();
    }

    private static String[] of(final List<String> heads, final String... more) {
        final List<String> all = new ArrayList<>(heads);
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private static long sum(final Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }
}
