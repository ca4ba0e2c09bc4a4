package io.weir.bench.jmh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What came out of a benchmark.
 *
 * @param name  class and method, and parameters if it has some
 * @param score its time or rate
 * @param error of that, half the width of the 99.9 % confidence interval
 * @param unit  of both
 * @param bytes allocated on the heap by each operation
 */
record JmhResult(String name, double score, double error, String unit, double bytes) {
    static final String HEADER =
        String.format(Locale.ROOT, "%-44s %10s %10s %-6s %10s", "benchmark", "score", "+-", "unit", "B/op");

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    static JmhResult of(final RunResult run) {
        final StringBuilder name = new StringBuilder(run.getParams().getBenchmark());
        name.delete(0, name.lastIndexOf(".", name.lastIndexOf(".") - 1) + 1);
        for (final String key : run.getParams().getParamsKeys()) {
            name.append(' ').append(key).append('=').append(run.getParams().getParam(key));
        }
        final Result<?> time = run.getPrimaryResult();
        final Result<?> bytes = run.getSecondaryResults().get(ALLOCATED);
        return new JmhResult(name.toString(), time.getScore(), time.getScoreError(), time.getScoreUnit(),
            bytes == null ? Double.NaN : bytes.getScore());
    }

    /** The method's name. */
    String method() {
        return name.substring(name.indexOf('.') + 1);
    }

    void describe(final ObjectNode node) {
        node.put("benchmark", name).put("score", score).put("error", error).put("unit", unit)
            .put("bytes_per_operation", bytes);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%-44s %10.2f %10.2f %-6s %10.3f", name, score, error, unit, bytes);
    }
}
