package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long operations took, to three digits. */
final class Latencies {
    private final Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);

    void record(final long nanoseconds) {
        histogram.recordValue(Math.min(nanoseconds, histogram.getHighestTrackableValue()));
    }

    void reset() {
        histogram.reset();
    }

    Line addTo(final Line line) {
        return line
            .with("p50", histogram.getValueAtPercentile(50))
            .with("p99", histogram.getValueAtPercentile(99))
            .with("p999", histogram.getValueAtPercentile(99.9));
    }
}
