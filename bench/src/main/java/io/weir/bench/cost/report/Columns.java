package io.weir.bench.cost.report;

import java.util.ArrayList;
import java.util.List;

/** A table of texts: each column as wide as its widest, the first ones, numbers, to the right. */
final class Columns {
    private final List<String[]> rows = new ArrayList<>();

    private final int numbers;

    Columns(final int numbers, final String... header) {
        this.numbers = numbers;
        rows.add(header);
    }

    void row(final String... cells) {
        rows.add(cells);
    }

    void appendTo(final StringBuilder text) {
        final int[] widths = new int[rows.getFirst().length];
        for (final String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                final String pad = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(i < numbers ? pad + row[i] : row[i] + pad);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }
}
