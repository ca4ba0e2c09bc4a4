package io.weir.router.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** A screen of {@code weir top} as an SVG picture, for documents. */
final class TopPicture {
    private static final double CELL = 7.8;
    private static final int LINE = 17;
    private static final int FONT = 13;
    private static final int MARGIN = 12;
    /** One that the view does not use is drawn plain. */
    private static final Map<AttributedStyle, String> CLASSES = Map.of(
        AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN), "g",
        AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW), "y",
        AttributedStyle.DEFAULT.foreground(AttributedStyle.RED), "r",
        AttributedStyle.DEFAULT.faint(), "f",
        AttributedStyle.DEFAULT.bold(), "b",
        AttributedStyle.DEFAULT.inverse(), "i");

    private TopPicture() {
    }

    static String svg(final List<AttributedString> lines, final int columns) {
        final int width = (int) Math.ceil(columns * CELL) + 2 * MARGIN;
        final StringBuilder svg = new StringBuilder(8192)
            .append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ").append(width).append(' ')
            .append(lines.size() * LINE + 2 * MARGIN).append("\" font-family=\"monospace\" font-size=\"").append(FONT)
            .append("\" fill=\"#d5dde5\" xml:space=\"preserve\">\n<style>.g{fill:#7ccf80}.y{fill:#f0a95a}"
                + ".r{fill:#f28b82}.f{fill:#7b8894}.b{font-weight:bold}.i{fill:#12181e}</style>\n"
                + "<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#12181e\"/>\n");
        for (int i = 0; i < lines.size(); i++) {
            line(svg, lines.get(i), MARGIN + (i + 1) * LINE - LINE / 4);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void line(final StringBuilder svg, final AttributedString line, final int y) {
        int from = 0;
        while (from < line.length()) {
            int to = from + 1;
            while (to < line.length() && line.styleAt(to).equals(line.styleAt(from))) {
                to++;
            }
            run(svg, line.subSequence(from, to).toString(), CLASSES.getOrDefault(line.styleAt(from), ""), from, y);
            from = to;
        }
    }

    private static void run(final StringBuilder svg, final String text, final String style, final int column,
                            final int y) {
        final double x = MARGIN + column * CELL;
        if (style.equals("i")) {
            svg.append(String.format(Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#d5dde5\"/>%n", x, y - LINE * 3 / 4,
                text.length() * CELL, LINE));
        }
        if (!text.isBlank()) {
            final String shown = text.stripTrailing();
            // the length holds the columns together whatever font there is
            svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\"", x, y,
                    shown.length() * CELL))
                .append(style.isEmpty() ? "" : " class=\"" + style + "\"").append('>')
                .append(shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")).append("</text>\n");
        }
    }
}
