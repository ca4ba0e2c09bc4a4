package io.weir.bench.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The outcome for people: a table that lines up, then what was refused, then the verdict. */
final class ResultTable {
    private static final List<String> HEAD = List.of("tenant", "sent", "seconds", "rate", "limit", "operations", "p50",
        "p99",
        "p99.9", "SHA-256", "ledger bytes", "client bytes");
    private static final String GAP = "  ";

    private ResultTable() {
    }

    static String of(final Outcome outcome) {
        final List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        outcome.tenants().forEach(tenant -> rows.add(row(tenant)));
        final StringBuilder text = new StringBuilder(1024);
        appendAligned(text, rows);
        text.append("what the ledger charged and what the client counted includes the rehearsal\n\n");
        for (final Refusal refusal : outcome.refusals()) {
            text.append(refusal.refused() ? "refused      " : "NOT REFUSED  ")
                .append(refusal.name().replace('_', ' ')).append(": ").append(refusal.answer()).append('\n');
        }
        for (final Check check : outcome.checks()) {
            if (!check.ok()) {
                text.append("FAILED       ").append(check.what()).append(": ").append(check.detail()).append('\n');
            }
        }
        if (outcome.ok()) {
            text.append("all ").append(outcome.checks().size()).append(" checks hold\n");
        }
        return text.toString();
    }

    private static List<String> row(final TenantResult tenant) {
        return List.of(
            tenant.name(),
            Units.bytes(tenant.bytes()),
            String.format(Locale.ROOT, "%.2f", tenant.seconds()),
            Units.bitRate(tenant.bitsPerSecond()),
            tenant.limit() > 0 ? Units.bitRate(tenant.limit()) : "none",
            Units.count(tenant.operations()),
            Units.time(tenant.latencyNs().p50()),
            Units.time(tenant.latencyNs().p99()),
            Units.time(tenant.latencyNs().p999()),
            tenant.sha256Ok() ? "equal" : "DIFFERS",
            Units.count(tenant.ledgerBytes()),
            Units.count(tenant.clientBytes()));
    }

    /** The first column to the left, the others, which are numbers, to the right. */
    private static void appendAligned(final StringBuilder text, final List<List<String>> rows) {
        for (final List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                final int index = column;
                final int width = rows.stream().mapToInt(r -> r.get(index).length()).max().orElse(0);
                final String blanks = " ".repeat(width - row.get(column).length());
                text.append(column == 0 ? row.get(0) + blanks : GAP + blanks + row.get(column));
            }
            text.append('\n');
        }
    }
}
