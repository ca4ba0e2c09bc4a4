package io.weir.bench.cost.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A figure, as several runs have seen it. */
final class Figure {
    private final String name;
    private final String unit;
    private final List<Double> runs = new ArrayList<>();

    Figure(final String name, final String unit) {
        this.name = name;
        this.unit = unit;
    }

    String name() {
        return name;
    }

    String unit() {
        return unit;
    }

    List<Double> runs() {
        return runs;
    }

    double median() {
        final List<Double> sorted = runs.stream().sorted().toList();
        final int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    double least() {
        return Collections.min(runs);
    }

    double greatest() {
        return Collections.max(runs);
    }
}
