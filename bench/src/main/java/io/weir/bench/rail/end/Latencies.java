package io.weir.bench.rail.end;

import io.weir.bench.process.Line;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Round trips, to three digits. */
final class Latencies {
    private final Histogram histogram = new Histogram(TimeUnit.SECONDS.toNanos(10), 3);

    void record(final long nanoseconds) {
        histogram.recordValue(Math.min(nanoseconds, histogram.getHighestTrackableValue()));
    }

    Line addTo(final Line line) {
        return line
            .with("count", histogram.getTotalCount())
            .with("p50", histogram.getValueAtPercentile(50))
            .with("p99", histogram.getValueAtPercentile(99))
            .with("p999", histogram.getValueAtPercentile(99.9))
            .with("max", histogram.getMaxValue());
    }
}
