package io.weir.bench.cost.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.bench.measure.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one command, or all of them, found: figures with their medians over runs, curves, and what was wanted. One
 * thread.
 */
public final class Findings {
    private static final double THOUSAND = 1000;

    private final Environment environment;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Measured there. */
    public Findings(final Environment environment) {
        this.environment = environment;
    }

    /** What a run saw of a figure, in the unit of all its runs. */
    public void add(final String name, final String unit, final double value) {
        final Figure figure = figures.computeIfAbsent(name, key -> new Figure(name, unit));
        if (!figure.unit().equals(unit)) {
            throw new IllegalArgumentException("'" + name + "' is in " + figure.unit() + ", not " + unit);
        }
        figure.runs().add(value);
    }

    /** Of a figure's runs. */
    public double median(final String name) {
        final Figure figure = figures.get(name);
        if (figure == null) {
            throw new IllegalArgumentException("nothing was seen of '" + name + "'");
        }
        return figure.median();
    }

    /** Such as {@code TCP 54.1 µs}, for a target's {@code beside}. */
    public String beside(final String name) {
        return name + " " + number(median(name)) + " " + figures.get(name).unit();
    }

    /** A line of a chart. */
    public void curve(final Chart chart, final String name, final double[] x, final double[] y) {
        curves.add(new Curve(chart, name, x, y));
    }

    /** The value is wanted to be the bound or less; {@code beside} says whom it was compared with. */
    public void atMost(final String what, final double value, final double bound, final String unit,
                       final String beside) {
        targets.add(new Target(what, value, unit, false, bound, beside));
    }

    /** The value is wanted to be the bound or more. */
    public void atLeast(final String what, final double value, final double bound, final String unit,
                        final String beside) {
        targets.add(new Target(what, value, unit, true, bound, beside));
    }

    /** Something that the reader should know, such as what could not be compared. */
    public void note(final String text) {
        notes.add(text);
    }

    /** Whether all that was wanted was seen. */
    public boolean isGood() {
        return targets.stream().allMatch(Target::isMet);
    }

    Environment environment() {
        return environment;
    }

    List<Figure> figures() {
        return List.copyOf(figures.values());
    }

    List<Target> targets() {
        return List.copyOf(targets);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Those of a chart, in the order in which they came. */
    List<Curve> curves(final Chart chart) {
        return curves.stream().filter(curve -> curve.chart() == chart).toList();
    }

    /** One JSON document. */
    public String json() {
        final ObjectNode root = new ObjectMapper().createObjectNode();
        environment.describe(root.putObject("environment"));
        final ArrayNode figureList = root.putArray("figures");
        for (final Figure figure : figures.values()) {
            final ObjectNode node = figureList.addObject();
            node.put("name", figure.name()).put("unit", figure.unit()).put("median", figure.median());
            figure.runs().forEach(node.putArray("runs")::add);
        }
        final ArrayNode curveList = root.putArray("curves");
        for (final Curve curve : curves) {
            final ObjectNode node = curveList.addObject();
            node.put("chart", curve.chart().title()).put("name", curve.name());
            for (int i = 0; i < curve.x().length; i++) {
                node.withArray("points").addArray().add(curve.x()[i]).add(curve.y()[i]);
            }
        }
        notes.forEach(root.putArray("notes")::add);
        final ArrayNode targetList = root.putArray("targets");
        for (final Target target : targets) {
            targetList.addObject().put("what", target.what()).put("value", target.value()).put("unit", target.unit())
                .put(target.atLeast() ? "at_least" : "at_most", target.bound()).put("beside", target.beside())
                .put("met", target.isMet());
        }
        root.put("ok", isGood());
        return root.toPrettyString();
    }

    /** For people: the figures, and what was wanted last. */
    public String text() {
        final StringBuilder text = new StringBuilder(4096).append(environment).append("\n\n");
        final Columns seen = new Columns(3, "median", "least", "greatest", "unit", "what");
        figures.values().forEach(figure -> seen.row(number(figure.median()), number(figure.least()),
            number(figure.greatest()), figure.unit(), figure.name()));
        seen.appendTo(text);
        notes.forEach(note -> text.append('\n').append(note));
        if (!targets.isEmpty()) {
            text.append(notes.isEmpty() ? "\n" : "\n\n");
            final Columns wanted = new Columns(1, "seen", "wanted", "", "what", "beside");
            targets.forEach(target -> wanted.row(target.seen(), target.wanted(), target.verdict(), target.what(),
                target.beside()));
            wanted.appendTo(text);
        }
        return text.toString().stripTrailing();
    }

    /** A number for people: three significant digits, or all before the point. */
    public static String number(final double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        final double size = Math.abs(value);
        final int digits = size >= THOUSAND / 10 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
