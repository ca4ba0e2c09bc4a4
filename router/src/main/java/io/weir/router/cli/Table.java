package io.weir.router.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Columns for people: text to the left, numbers to the right, two spaces between. */
final class Table {
    private final String[] heads;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    /** A head that ends in {@code >} is of a column of numbers. */
    Table(final String... heads) {
        this.heads = new String[heads.length];
        this.right = new boolean[heads.length];
        for (int i = 0; i < heads.length; i++) {
            right[i] = heads[i].endsWith(">");
            this.heads[i] = right[i] ? heads[i].substring(0, heads[i].length() - 1) : heads[i];
        }
    }

    /** A row; null is shown as a dash. */
    void row(final Object... cells) {
        final String[] row = new String[heads.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = cells[i] == null ? "-" : cells[i].toString();
        }
        rows.add(row);
    }

    /** Leaves out columns that have a dash in every row. */
    Table compact() {
        final int[] kept = IntStream.range(0, heads.length)
            .filter(i -> rows.isEmpty() || rows.stream().anyMatch(row -> !row[i].equals("-"))).toArray();
        final Table compact = new Table(
            IntStream.of(kept).mapToObj(i -> right[i] ? heads[i] + ">" : heads[i]).toArray(String[]::new));
        rows.forEach(row -> compact.row(IntStream.of(kept).mapToObj(i -> row[i]).toArray()));
        return compact;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(final PrintWriter out) {
        final int[] widths = new int[heads.length];
        widen(widths, heads);
        rows.forEach(row -> widen(widths, row));
        out.println(line(widths, heads));
        rows.forEach(row -> out.println(line(widths, row)));
    }

    private static void widen(final int[] widths, final String[] row) {
        for (int i = 0; i < row.length; i++) {
            widths[i] = Math.max(widths[i], row[i].length());
        }
    }

    private String line(final int[] widths, final String[] row) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            final String padding = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? "" : "  ").append(right[i] ? padding + row[i] : row[i] + padding);
        }
        return line.toString().stripTrailing();
    }
}
