package io.weir.router.cli;

import java.io.PrintWriter;
import java.util.List;

/** Comma-separated values (RFC 4180); null is nothing between commas. */
final class Csv {
    private Csv() {
    }

    static void print(final List<?> cells, final PrintWriter out) {
        final StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(i == 0 ? "" : ",").append(cells.get(i) == null ? "" : quote(cells.get(i).toString()));
        }
        out.print(line.append("\r\n"));
    }

    private static String quote(final String text) {
        return text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
