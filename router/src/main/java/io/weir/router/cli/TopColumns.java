package io.weir.router.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** The columns of {@code weir top}: as many of them as the screen has room for, the rest is the bars'. */
final class TopColumns {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle HEAD = PLAIN.inverse();
    private static final AttributedStyle GOOD = PLAIN.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle WARN = PLAIN.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle BAD = PLAIN.foreground(AttributedStyle.RED);
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
    private static final double NEAR = 0.9;
    private static final int NAME_WIDTH = 14;
    private static final int SHORTEST_BAR = 8;
    private static final int LONGEST_BAR = 24;

    /** Most wanted first. */
    private final List<Column> wanted = List.of(
        new Column(0, "TENANT", -NAME_WIDTH, TopRow::tenant, row -> PLAIN),
        new Column(1, "EGRESS", 11, row -> Units.bits(row.egressBitsPerSecond()), row -> PLAIN),
        new Column(2, "LIMIT", 9, row -> or(Units.bitRate(row.egressLimit()), "-"), row -> PLAIN),
        new Column(10, "HELD BACK", -18, TopRow::heldBack, row -> WARN),
        new Column(8, "P99", 8, row -> Units.latency(row.p99Ns()), row -> PLAIN),
        new Column(4, "INGRESS", 11, row -> Units.bits(row.ingressBitsPerSecond()), row -> PLAIN),
        new Column(6, "OPS", 8, row -> Units.perSecond(row.operationsPerSecond()), row -> PLAIN),
        new Column(12, "BACKLOG", 7, row -> Long.toString(row.backlog()), row -> PLAIN),
        new Column(13, "QPS", 5, row -> Integer.toString(row.queuePairs()), row -> PLAIN),
        new Column(7, "P50", 8, row -> Units.latency(row.p50Ns()), row -> PLAIN),
        new Column(15, "ERRORS", 6, row -> Long.toString(row.failures()), row -> row.failures() > 0 ? BAD : PLAIN),
        new Column(14, "PROCS", 5, row -> Integer.toString(row.processes()), row -> PLAIN),
        new Column(11, "HELD", 5, row -> Math.round(row.throttledPercent()) + "%", row -> PLAIN),
        new Column(5, "LIMIT", 9, row -> or(Units.bitRate(row.ingressLimit()), "-"), row -> PLAIN));

    /**
     * One.
     *
     * @param place among the others, from the left
     * @param width of its text: negative if that stands to the left
     */
    private record Column(int place, String head, int width, Function<TopRow, String> text,
                          Function<TopRow, AttributedStyle> style) {
        int cells() {
            return Math.abs(width) + 1;
        }

        void append(final AttributedStringBuilder line, final String content, final AttributedStyle how) {
            final int room = Math.abs(width);
            final String cut = content.length() <= room ? content : content.substring(0, room - 1) + "…";
            final String padding = " ".repeat(room - cut.length());
            line.styled(how, width < 0 ? cut + padding : padding + cut).append(' ');
        }
    }

    AttributedString heads(final int width) {
        final List<Column> shown = shown(width);
        final int bar = bar(width, shown);
        final AttributedStringBuilder line = new AttributedStringBuilder();
        for (final Column column : shown) {
            column.append(line, column.head, PLAIN);
            if (column.place == 2) {
                line.append(" ".repeat(bar == 0 ? 0 : bar + 1));
            }
        }
        final String text = line.toString();
        return new AttributedString(text + " ".repeat(Math.max(0, width - text.length())), HEAD);
    }

    AttributedString row(final TopRow row, final int width) {
        final List<Column> shown = shown(width);
        final int bar = bar(width, shown);
        final AttributedStringBuilder line = new AttributedStringBuilder();
        for (final Column column : shown) {
            column.append(line, column.text.apply(row), column.style.apply(row));
            if (column.place == 2 && bar > 0) {
                bar(line, row, bar);
            }
        }
        return line.toAttributedString();
    }

    private List<Column> shown(final int width) {
        final List<Column> shown = new ArrayList<>();
        int left = width - SHORTEST_BAR;
        for (final Column column : wanted) {
            if (column.cells() <= left) {
                shown.add(column);
                left -= column.cells();
            }
        }
        shown.sort((one, other) -> Integer.compare(one.place, other.place));
        return shown;
    }

    private static int bar(final int width, final List<Column> shown) {
        final int left = width - shown.stream().mapToInt(Column::cells).sum() - 1;
        return left < SHORTEST_BAR - 1 ? 0 : Math.min(LONGEST_BAR, left);
    }

    /** Of what the tenant sends against its limit. */
    private static void bar(final AttributedStringBuilder line, final TopRow row, final int cells) {
        final double share = row.egressLimit() == null
            ? 0 : Math.min(1, row.egressBitsPerSecond() / Math.max(1, row.egressLimit()));
        final int eighths = (int) Math.round(share * cells * 8);
        final StringBuilder bar = new StringBuilder("█".repeat(eighths / 8));
        if (eighths % 8 > 0) {
            bar.append(EIGHTHS.charAt(eighths % 8));
        }
        line.styled(share < NEAR ? GOOD : WARN, bar.toString());
        line.styled(PLAIN.faint(), (row.egressLimit() == null ? " " : "·").repeat(cells - bar.length())).append(' ');
    }

    private static String or(final String text, final String otherwise) {
        return text == null ? otherwise : text;
    }
}
