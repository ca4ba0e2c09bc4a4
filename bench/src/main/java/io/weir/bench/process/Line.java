package io.weir.bench.process;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What processes of a demo say to each other over their pipes: a word and named values, on one line, tabs between.
 *
 * @param word   what it says
 * @param fields the values, in order
 */
public record Line(String word, Map<String, String> fields) {
    private static final String SEPARATOR = "\t";

    /** A line without values; {@link #with} adds them. */
    public static Line of(final String word) {
        return new Line(word, Map.of());
    }

    /** The same line with one more value; what would break the line (tabs, line ends) becomes a space. */
    public Line with(final String name, final Object value) {
        final Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, String.valueOf(value).replaceAll("[\\t\\r\\n]+", " "));
        return new Line(word, more);
    }

    /** Takes apart what {@link #toString} put together; a part that has no name is left out. */
    public static Line parse(final String text) {
        final String[] parts = text.split(SEPARATOR, -1);
        final Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            final int equals = parts[i].indexOf('=');
            if (equals > 0) {
                fields.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
            }
        }
        return new Line(parts[0], fields);
    }

    /** A value that must be there. */
    public String text(final String name) {
        final String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + word + "' without " + name);
        }
        return value;
    }

    /** A decimal value that must be there. */
    public long number(final String name) {
        return Long.parseLong(text(name));
    }

    /** A decimal value of 32 bits that must be there. */
    public int integer(final String name) {
        return Integer.parseInt(text(name));
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder(word);
        fields.forEach((name, value) -> text.append(SEPARATOR).append(name).append('=').append(value));
        return text.toString();
    }
}
