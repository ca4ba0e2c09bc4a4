package io.weir.bench.cost.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes findings into a directory: {@code results.json}, a picture for each chart, {@code index.html}. */
public final class Report {
    private static final String STYLE = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222; }
        table { border-collapse: collapse; margin: 1em 0; }
        td, th { padding: .2em .8em; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
        td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .short { color: #b00020; font-weight: bold; }
        img { max-width: 100%; margin: .5em 0; }
        """;

    private final Findings findings;

    /** Of these. */
    public Report(final Findings findings) {
        this.findings = findings;
    }

    /** Writes it; the directory is made if there is none. */
    public void write(final Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("results.json"), findings.json() + "\n");
        final List<Chart> charts =
            Arrays.stream(Chart.values()).filter(chart -> !findings.curves(chart).isEmpty()).toList();
        for (final Chart chart : charts) {
            Picture.draw(chart, findings.curves(chart), directory.resolve(chart.file()));
        }
        Files.writeString(directory.resolve("index.html"), page(charts));
    }

    private String page(final List<Chart> charts) {
        final StringBuilder html = new StringBuilder(16_384);
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>What Weir costs</title>\n")
            .append("<style>\n").append(STYLE).append("</style>\n<h1>What Weir costs</h1>\n<p>")
            .append(escape(findings.environment().toString())).append("</p>\n");
        for (final Chart chart : charts) {
            html.append("<img src=\"").append(chart.file()).append("\" alt=\"").append(escape(chart.title()))
                .append("\">\n");
        }
        html.append("<h2>Figures</h2>\n<table>\n<tr><th>median<th>least<th>greatest<th>unit<th>what\n");
        for (final Figure figure : findings.figures()) {
            html.append("<tr>").append(cell(figure.median())).append(cell(figure.least()))
                .append(cell(figure.greatest())).append("<td>").append(escape(figure.unit())).append("<td>")
                .append(escape(figure.name())).append('\n');
        }
        html.append("</table>\n");
        findings.notes().forEach(note -> html.append("<p>").append(escape(note)).append("</p>\n"));
        html.append("<h2>What was wanted</h2>\n<table>\n<tr><th>seen<th>wanted<th><th>what<th>beside\n");
        for (final Target target : findings.targets()) {
            html.append("<tr><td class=\"n\">").append(escape(target.seen())).append("<td>")
                .append(escape(target.wanted())).append(target.isMet() ? "<td>" : "<td class=\"short\">")
                .append(target.verdict()).append("<td>").append(escape(target.what())).append("<td>")
                .append(escape(target.beside())).append('\n');
        }
        return html.append("</table>\n</html>\n").toString();
    }

    private static String cell(final double value) {
        return "<td class=\"n\">" + Findings.number(value);
    }

    private static String escape(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
