package io.weir.router.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the Prometheus text format, version 0.0.4, and minds what {@code promtool check metrics} minds: help and type
 * before the first sample, base units, totals that say so, no series twice, histograms whose buckets add up.
 */
final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile(
        "([a-z_][a-z0-9_]*)(?:\\{((?:[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\.)*\",?)*)\\})? (NaN|[+-]Inf|[-+0-9.eE]+)");
    private static final Pattern NO_BASE_UNIT =
        Pattern.compile(".*_(bits|milliseconds|ms|nanos|ns|microseconds|kilobytes|minutes|percent)(_.*)?");

    private final Map<String, String> types = new LinkedHashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final Set<String> helped = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private String family = "";

    static Scrape of(final String text) {
        final Scrape scrape = new Scrape();
        if (!text.endsWith("\n")) {
            scrape.problems.add("no end of line at the end");
        }
        text.lines().forEach(scrape::line);
        scrape.types.keySet().forEach(scrape::checkName);
        scrape.checkHistograms();
        return scrape;
    }

    List<String> problems() {
        return problems;
    }

    /** Names as an expression uses them, such as those of a histogram's buckets. */
    Set<String> names() {
        final Set<String> names = new HashSet<>();
        samples.keySet().forEach(series -> names.add(series.replaceFirst("\\{.*", "")));
        return names;
    }

    /** Values that a label has among the series of a name. */
    Set<String> values(final String name, final String label) {
        final Pattern pattern = Pattern.compile(Pattern.quote(name) + "\\{(?:.*,)?" + label + "=\"([^\"]*)\".*}");
        final Set<String> values = new HashSet<>();
        samples.keySet().forEach(series -> {
            final Matcher matcher = pattern.matcher(series);
            if (matcher.matches()) {
                values.add(matcher.group(1));
            }
        });
        return values;
    }

    /** Value of a series, labels in the order in which they are written. */
    double value(final String series) {
        if (!samples.containsKey(series)) {
            throw new AssertionError("no " + series + " in " + samples.keySet());
        }
        return samples.get(series);
    }

    private void line(final String line) {
        if (line.startsWith("# HELP ")) {
            enter(line.split(" ", 4)[2]);
            helped.add(family);
            if (line.split(" ", 4).length < 4) {
                problems.add(family + ": help without words");
            }
        } else if (line.startsWith("# TYPE ")) {
            final String[] words = line.split(" ");
            enter(words[2]);
            types.put(words[2], words[3]);
        } else {
            sample(line);
        }
    }

    private void enter(final String name) {
        if (!name.equals(family)) {
            ended.add(family);
            family = name;
            if (ended.contains(name)) {
                problems.add(name + ": comes in two places");
            }
        }
    }

    private void sample(final String line) {
        final Matcher matcher = SAMPLE.matcher(line);
        if (!matcher.matches()) {
            problems.add("no sample: " + line);
            return;
        }
        final String name = matcher.group(1);
        final String owner = types.containsKey(name) ? name : name.replaceFirst("_(bucket|sum|count)$", "");
        if (!owner.equals(family) || !types.containsKey(owner) || !helped.contains(owner)) {
            problems.add(name + ": without help and type before it");
        }
        final String labels = matcher.group(2) == null ? "" : "{" + matcher.group(2) + "}";
        final double value = Double.parseDouble(matcher.group(3).replace("Inf", "Infinity"));
        if (samples.put(name + labels, value) != null) {
            problems.add(name + labels + ": twice");
        }
        if ("counter".equals(types.get(owner)) && !(value >= 0)) {
            problems.add(name + labels + ": a counter below zero");
        }
    }

    private void checkName(final String name) {
        final boolean counter = types.get(name).equals("counter");
        if (counter != name.endsWith("_total")) {
            problems.add(name + ": a " + types.get(name) + (counter ? " without _total" : " with _total"));
        }
        if (!name.startsWith("weir_")) {
            problems.add(name + ": not of this program");
        }
        if (NO_BASE_UNIT.matcher(name).matches()) {
            problems.add(name + ": no base unit");
        }
    }

    private void checkHistograms() {
        final Map<String, Double> last = new HashMap<>();
        samples.forEach((series, value) -> {
            if (series.contains("_bucket{")) {
                final String rest = series.replaceFirst(",?le=\"[^\"]*\"", "");
                if (value < last.getOrDefault(rest, 0.0)) {
                    problems.add(series + ": less than in the bucket before");
                }
                last.put(rest, value);
                if (series.contains("le=\"+Inf\"") && !value.equals(samples.get(rest.replace("_bucket", "_count")))) {
                    problems.add(series + ": not the count");
                }
            }
        });
    }
}
