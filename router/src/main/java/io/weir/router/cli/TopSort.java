package io.weir.router.cli;

import java.util.Comparator;

/** What {@code weir top} puts first. */
enum TopSort {
    /** Who sends most. */
    EGRESS(Comparator.comparingDouble(TopRow::egressBitsPerSecond).reversed()),
    /** Who receives most. */
    INGRESS(Comparator.comparingDouble(TopRow::ingressBitsPerSecond).reversed()),
    /** Who does most. */
    OPERATIONS(Comparator.comparingDouble(TopRow::operationsPerSecond).reversed()),
    /** Who waits longest. */
    LATENCY(Comparator.comparingLong(TopRow::p99Ns).reversed()),
    /** Who has most under way. */
    BACKLOG(Comparator.comparingLong(TopRow::backlog).reversed()),
    /** By name. */
    NAME(Comparator.comparing(TopRow::tenant));

    private final Comparator<TopRow> order;

    TopSort(final Comparator<TopRow> order) {
        this.order = order;
    }

    /** Equals by name, so that they keep their places. */
    Comparator<TopRow> order() {
        return order.thenComparing(TopRow::tenant);
    }

    TopSort next() {
        return values()[(ordinal() + 1) % values().length];
    }
}
