package io.weir.bench.rail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The samples of one place, by contender and task. */
final class Tally {
    private final String place;
    private final Map<String, Map<Task, List<Sample>>> samples = new LinkedHashMap<>();

    Tally(final String place) {
        this.place = place;
    }

    String place() {
        return place;
    }

    void add(final String contender, final Task task, final Sample sample) {
        samples.computeIfAbsent(contender, name -> new LinkedHashMap<>())
            .computeIfAbsent(task, each -> new ArrayList<>()).add(sample);
    }

    Set<String> contenders() {
        return samples.keySet();
    }

    boolean has(final String contender, final Task task) {
        return samples.containsKey(contender) && samples.get(contender).containsKey(task);
    }

    /** The median of each figure over the runs. */
    Sample median(final String contender, final Task task) {
        final List<Sample> runs = samples.get(contender).get(task);
        return new Sample(median(runs, Sample::gigabits), median(runs, Sample::cpuNsPerKib),
            median(runs, Sample::p50), median(runs, Sample::p99), median(runs, Sample::p999));
    }

    List<Sample> runs(final String contender, final Task task) {
        return List.copyOf(samples.get(contender).get(task));
    }

    private static double median(final List<Sample> runs, final ToDoubleFunction<Sample> figure) {
        final double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
