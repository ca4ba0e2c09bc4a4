package io.weir.bench.process;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How times are distributed, by some percentiles of them; a process tells another as {@code 50:150;99:380;…}.
 *
 * @param levels percentiles, rising
 * @param ns     nanoseconds within which so many per cent are done
 */
public record Distribution(double[] levels, double[] ns) {
    private static final double[] LEVELS = {0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100};
    private static final String NAME = "distribution";
    private static final int DIGITS = 3;

    /** An empty one to record in: nanoseconds, up to a minute. */
    public static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    }

    /** Of what was recorded. */
    public static Distribution of(final Histogram histogram) {
        final double[] ns = new double[LEVELS.length];
        for (int i = 0; i < ns.length; i++) {
            ns[i] = histogram.getValueAtPercentile(LEVELS[i]);
        }
        return new Distribution(LEVELS.clone(), ns);
    }

    /** Of what {@link #addTo} wrote. */
    public static Distribution of(final Line line) {
        return of(line, NAME);
    }

    /** One of several of a line. */
    public static Distribution of(final Line line, final String name) {
        final String[] pairs = line.text(name).split(";", -1);
        final double[] levels = new double[pairs.length];
        final double[] ns = new double[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            final int colon = pairs[i].indexOf(':');
            levels[i] = Double.parseDouble(pairs[i].substring(0, colon));
            ns[i] = Double.parseDouble(pairs[i].substring(colon + 1));
        }
        return new Distribution(levels, ns);
    }

    /** Adds it to a line. */
    public Line addTo(final Line line) {
        return addTo(line, NAME);
    }

    /** Adds it to a line that has several. */
    public Line addTo(final Line line, final String name) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < levels.length; i++) {
            text.append(text.isEmpty() ? "" : ";").append(String.format(Locale.ROOT, "%s:%.0f", levels[i], ns[i]));
        }
        return line.with(name, text);
    }

    /** Nanoseconds at a percentile, or at the next that is known. */
    public double at(final double level) {
        int i = 0;
        while (i < levels.length - 1 && levels[i] < level) {
            i++;
        }
        return ns[i];
    }

    /** The same of things that take so many times as long. */
    public Distribution times(final double factor) {
        final double[] scaled = new double[ns.length];
        for (int i = 0; i < ns.length; i++) {
            scaled[i] = ns[i] * factor;
        }
        return new Distribution(levels, scaled);
    }
}
