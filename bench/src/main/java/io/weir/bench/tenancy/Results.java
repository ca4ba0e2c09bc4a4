package io.weir.bench.tenancy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.measure.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a command measured: rows of named values, as an aligned table for people and as JSON. */
final class Results {
    /** What a row's last column says. */
    static final String GOOD = "good";
    static final String NOT_GOOD = "NOT GOOD";

    private final Environment environment;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    Results(final Environment environment) {
        this.environment = environment;
    }

    /** A row that values are put into, numbers or texts, in the order of its columns. */
    Map<String, Object> row() {
        final Map<String, Object> row = new LinkedHashMap<>();
        rows.add(row);
        return row;
    }

    /** With a verdict on it, which is its last column. */
    static void judge(final Map<String, Object> row, final boolean good) {
        row.put("verdict", good ? GOOD : NOT_GOOD);
    }

    boolean isGood() {
        return rows.stream().noneMatch(row -> NOT_GOOD.equals(row.get("verdict")));
    }

    String json() {
        final ObjectMapper mapper = new ObjectMapper();
        final ObjectNode root = mapper.createObjectNode();
        environment.describe(root.putObject("environment"));
        final ArrayNode list = root.putArray("results");
        rows.forEach(row -> list.add(mapper.valueToTree(row)));
        root.put("ok", isGood());
        return root.toPrettyString();
    }

    String text() {
        final StringBuilder text = new StringBuilder(4096).append(environment).append('\n');
        List<String> columns = List.of();
        for (int i = 0; i < rows.size(); i++) {
            final List<String> own = List.copyOf(rows.get(i).keySet());
            if (!own.equals(columns)) {
                columns = own;
                text.append('\n');
                append(text, columns, own, i);
            }
            append(text, columns, rows.get(i).values().stream().map(Results::cell).toList(), i);
        }
        return text.append(isGood() ? "\ngood" : "\nNOT GOOD").toString();
    }

    /** Widths are those of all rows around that have the same columns. */
    private void append(final StringBuilder text, final List<String> columns, final List<String> cells, final int at) {
        for (int i = 0; i < columns.size(); i++) {
            int width = columns.get(i).length();
            for (int j = at; j < rows.size() && List.copyOf(rows.get(j).keySet()).equals(columns); j++) {
                width = Math.max(width, cell(rows.get(j).get(columns.get(i))).length());
            }
            for (int j = at - 1; j >= 0 && List.copyOf(rows.get(j).keySet()).equals(columns); j--) {
                width = Math.max(width, cell(rows.get(j).get(columns.get(i))).length());
            }
            final String pad = " ".repeat(width - cells.get(i).length());
            final boolean left = i == 0 || columns.get(i).equals("verdict");
            text.append(i == 0 ? "" : "  ").append(left ? cells.get(i) + pad : pad + cells.get(i));
        }
        text.setLength(text.toString().stripTrailing().length());
        text.append('\n');
    }

    private static String cell(final Object value) {
        return value instanceof final Double number ? String.format(Locale.ROOT, "%.2f", number)
            : String.valueOf(value);
    }
}
