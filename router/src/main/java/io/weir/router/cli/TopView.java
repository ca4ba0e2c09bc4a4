package io.weir.router.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** What {@code weir top} shows, and what its keys change: lines for a screen of any size. */
final class TopView {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle DIM = PLAIN.faint();
    private static final AttributedStyle WARN = PLAIN.foreground(AttributedStyle.YELLOW);
    private static final AttributedStyle BAD = PLAIN.foreground(AttributedStyle.RED);
    private static final int BACKSPACE = 8;
    private static final int DELETE = 127;
    private static final int ESCAPE = 27;
    private static final int CONTROL_C = 3;
    private static final int LONGEST_FILTER = 63;

    private final TopColumns columns = new TopColumns();
    private TopSort sort;
    private boolean reversed;
    private String filter;
    private boolean typing;
    private boolean paused;
    private int offset;

    TopView(final TopSort sort, final String filter) {
        this.sort = sort;
        this.filter = filter;
    }

    /** Whether new frames are not wanted at present. */
    boolean isPaused() {
        return paused;
    }

    /** A key was pressed; false if it ends the view. */
    boolean onKey(final int key) {
        if (key == CONTROL_C) {
            return false;
        }
        if (typing) {
            onFilterKey(key);
            return true;
        }
        switch (key) {
            case 'q', 'Q' -> {
                return false;
            }
            case 's' -> sort = sort.next();
            case 'r' -> reversed = !reversed;
            case 'p', ' ' -> paused = !paused;
            case 'j' -> offset++;
            case 'k' -> offset = Math.max(0, offset - 1);
            case '/' -> {
                typing = true;
                filter = "";
            }
            case ESCAPE -> filter = "";
            default -> {
                // no key of ours
            }
        }
        return true;
    }

    private void onFilterKey(final int key) {
        switch (key) {
            case '\r', '\n' -> typing = false;
            case ESCAPE -> {
                typing = false;
                filter = "";
            }
            case BACKSPACE, DELETE -> filter = filter.substring(0, Math.max(0, filter.length() - 1));
            default -> {
                if (key > ' ' && key < DELETE && filter.length() < LONGEST_FILTER) {
                    filter += (char) key;
                }
            }
        }
        offset = 0;
    }

    /** The rows that are wanted, in their order. */
    List<TopRow> rows(final TopFrame frame) {
        final Comparator<TopRow> order = reversed ? sort.order().reversed() : sort.order();
        return frame.tenants().stream().filter(row -> row.tenant().contains(filter)).sorted(order).toList();
    }

    /** Exactly so many lines, none longer than the width. */
    List<AttributedString> render(final TopFrame frame, final int width, final int height) {
        final List<AttributedString> lines = new ArrayList<>();
        final List<TopRow> rows = rows(frame);
        lines.add(title(frame, rows.size()));
        for (final TopFrame.Rail rail : frame.rails()) {
            if (!rail.active() || rail.transmitBitsPerSecond() != null) {
                lines.add(rail(rail));
            }
        }
        lines.add(AttributedString.EMPTY);
        lines.add(columns.heads(width));
        final int room = Math.max(0, height - lines.size() - 1);
        offset = Math.clamp(offset, 0, Math.max(0, rows.size() - room));
        rows.stream().skip(offset).limit(room).forEach(row -> lines.add(columns.row(row, width)));
        while (lines.size() < height - 1) {
            lines.add(AttributedString.EMPTY);
        }
        lines.add(foot());
        return lines.stream().limit(height).map(line -> line.columnSubSequence(0, width)).toList();
    }

    private AttributedString title(final TopFrame frame, final int shown) {
        final String busy = frame.busy().entrySet().stream()
            .map(each -> String.format(Locale.ROOT, "%s %.0f %%", each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
        return new AttributedStringBuilder()
            .styled(PLAIN.bold(), frame.host())
            .append(String.format(Locale.ROOT, "  up %s  busy: %s  tenants: %d of %d, by %s%s", Units.duration(
                frame.upMs()), busy, shown, frame.tenants().size(), sort.name().toLowerCase(Locale.ROOT),
                reversed ? " reversed" : ""))
            .styled(WARN, paused ? "  PAUSED" : "")
            .toAttributedString();
    }

    private static AttributedString rail(final TopFrame.Rail rail) {
        final AttributedStringBuilder line = new AttributedStringBuilder()
            .styled(DIM, "rail ").append(rail.name()).append(' ')
            .styled(rail.active() ? PLAIN : BAD, rail.active() ? "active" : "DOWN");
        if (rail.transmitBitsPerSecond() != null) {
            line.append("  transmits ").append(Units.bits(rail.transmitBitsPerSecond()))
                .append("  receives ").append(Units.bits(rail.receiveBitsPerSecond()));
        }
        return line.toAttributedString();
    }

    private AttributedString foot() {
        if (typing) {
            return new AttributedString("filter: " + filter + "_  (enter keeps it, escape drops it)");
        }
        return new AttributedStringBuilder()
            .styled(DIM, "s sort  r reverse  / filter  p pause  j k scroll  q quit")
            .styled(WARN, filter.isEmpty() ? "" : "  only names with '" + filter + "'")
            .toAttributedString();
    }
}
