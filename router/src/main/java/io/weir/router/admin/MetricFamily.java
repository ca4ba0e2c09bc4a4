package io.weir.router.admin;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.weir.router.accounting.Latencies;
import java.util.ArrayList;
import java.util.List;

/** One metric and its series, as they are gathered. */
final class MetricFamily {
    /** Bounds of the histogram: each twice the one before, from 1 µs to about 17 s. */
    private static final int SHORTEST_BOUND = 10;
    private static final int LONGEST_BOUND = 34;
    private static final double NANOS = 1e9;

    private final Kind kind;
    private final String name;
    private final String help;
    private final List<CounterDataPointSnapshot> counters = new ArrayList<>();
    private final List<GaugeDataPointSnapshot> gauges = new ArrayList<>();
    private final List<HistogramDataPointSnapshot> histograms = new ArrayList<>();

    private enum Kind { COUNTER, GAUGE, HISTOGRAM }

    private MetricFamily(final Kind kind, final String name, final String help) {
        this.kind = kind;
        this.name = name;
        this.help = help;
    }

    /** Its name is written with {@code _total} behind it. */
    static MetricFamily counter(final String name, final String help) {
        return new MetricFamily(Kind.COUNTER, name, help);
    }

    static MetricFamily gauge(final String name, final String help) {
        return new MetricFamily(Kind.GAUGE, name, help);
    }

    static MetricFamily histogram(final String name, final String help) {
        return new MetricFamily(Kind.HISTOGRAM, name, help);
    }

    /** One more series; {@code labels} are names and values by turns. */
    MetricFamily add(final double value, final String... labels) {
        if (kind == Kind.COUNTER) {
            counters.add(CounterDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
        } else {
            gauges.add(GaugeDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build());
        }
        return this;
    }

    /** One more series of a histogram, in seconds. */
    MetricFamily add(final Latencies latencies, final String... labels) {
        final ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long below = 0;
        for (int bound = SHORTEST_BOUND; bound <= LONGEST_BOUND; bound++) {
            final long nowBelow = latencies.countBelow(1L << bound);
            buckets.bucket((1L << bound) / NANOS, nowBelow - below);
            below = nowBelow;
        }
        buckets.bucket(Double.POSITIVE_INFINITY, latencies.count() - below);
        histograms.add(HistogramDataPointSnapshot.builder().labels(Labels.of(labels))
            .classicHistogramBuckets(buckets.build()).sum(latencies.sumNs() / NANOS).build());
        return this;
    }

    MetricSnapshot snapshot() {
        return switch (kind) {
            case COUNTER -> {
                final CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
                counters.forEach(builder::dataPoint);
                yield builder.build();
            }
            case GAUGE -> {
                final GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
                gauges.forEach(builder::dataPoint);
                yield builder.build();
            }
            case HISTOGRAM -> {
                final HistogramSnapshot.Builder builder = HistogramSnapshot.builder().name(name).help(help);
                histograms.forEach(builder::dataPoint);
                yield builder.build();
            }
        };
    }
}
