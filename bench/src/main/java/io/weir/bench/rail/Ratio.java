package io.weir.bench.rail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One figure divided by another, and what it should be.
 *
 * @param wanted  the bound, or NaN where nothing is promised
 * @param atLeast whether it is the least or the most
 */
record Ratio(String name, double value, double wanted, boolean atLeast) {
    private static final double OF_TCP = 1;
    private static final double OF_UCX = 2;
    private static final double OF_LIMIT = 0.8;
    private static final double OF_POLLED_TCP = 1;
    private static final double MANY_THROUGHPUT = 0.8;
    private static final double MANY_LATENCY = 1.2;

    boolean isMet() {
        return Double.isNaN(wanted) || (atLeast ? value >= wanted : value <= wanted);
    }

    /** For people. */
    String verdict() {
        if (Double.isNaN(wanted)) {
            return "";
        }
        return (atLeast ? "at least " : "at most ") + wanted + (isMet() ? "" : ": SHORT");
    }

    static List<Ratio> ofPlace(final Tally tally) {
        final List<Ratio> ratios = new ArrayList<>();
        for (final String who : List.of(Names.RNIC, Names.PRODUCT)) {
            if (!tally.contenders().contains(who)) {
                continue;
            }
            final boolean promised = who.equals(Names.RNIC);
            for (final Task task : Task.THROUGHPUT) {
                final boolean large = promised && task.size() >= 65_536;
                for (final String other : tally.contenders()) {
                    final double wanted = other.equals(Names.UDP) ? OF_LIMIT : other.equals(Names.UCX) ? OF_UCX
                        : other.endsWith("(default)") ? OF_TCP : Double.NaN;
                    final boolean counts = large && (!other.equals(Names.UCX) || task.size() == 65_536);
                    if (!other.equals(Names.RNIC) && !other.equals(Names.PRODUCT) && tally.has(other, task)) {
                        ratios.add(of(tally, who, other, task, Sample::gigabits, counts ? wanted : Double.NaN, true));
                    }
                }
            }
            for (final String other : List.of(Names.NIO, Names.UCX, Names.UDP)) {
                if (!tally.contenders().contains(other)) {
                    continue;
                }
                ratios.add(of(tally, who, other, Task.SEND, Sample::p50,
                    promised && other.equals(Names.NIO) ? OF_POLLED_TCP : Double.NaN, false));
            }
        }
        return ratios;
    }

    static List<Ratio> ofQueuePairs(final Tally tally) {
        final List<Ratio> ratios = new ArrayList<>();
        for (final String who : List.of(Names.RNIC, Names.PRODUCT)) {
            final String few = Names.of(who, Names.FEW);
            final String many = Names.of(who, Names.MANY);
            ratios.add(of(tally, many, few, Task.THROUGHPUT.get(1), Sample::gigabits, MANY_THROUGHPUT, true));
            ratios.add(of(tally, many, few, Task.SEND, Sample::p50, MANY_LATENCY, false));
        }
        return ratios;
    }

    private static Ratio of(final Tally tally, final String who, final String other, final Task task,
                            final ToDoubleFunction<Sample> figure, final double wanted, final boolean atLeast) {
        final double value = figure.applyAsDouble(tally.median(who, task))
            / figure.applyAsDouble(tally.median(other, task));
        return new Ratio(tally.place() + ": " + task.label() + ": " + who + " / " + other, value, wanted, atLeast);
    }
}
