package io.weir.bench.rail;

import io.weir.bench.process.Line;

/**
 * What one run gave; what it has not is NaN.
 *
 * @param gigabits    of payload per second that arrived
 * @param cpuNsPerKib processor time that all processes of the contender took per KiB of payload, nanoseconds
 * @param p50         of the round trips, µs; and so on
 */
record Sample(double gigabits, double cpuNsPerKib, double p50, double p99, double p999) {
    private static final double NONE = Double.NaN;
    private static final double KIB_PER_GIGABIT = 1e9 / 8 / 1024;

    /** Of a stream. */
    static Sample stream(final double gigabits, final double cpuNsPerSecond) {
        return new Sample(gigabits, cpuNsPerSecond / (gigabits * KIB_PER_GIGABIT), NONE, NONE, NONE);
    }

    /** Of round trips of which only the median is known, µs. */
    static Sample median(final double p50) {
        return new Sample(NONE, NONE, p50, NONE, NONE);
    }

    /** Of round trips whose histogram a process told of, in nanoseconds. */
    static Sample roundTrips(final Line line) {
        return new Sample(NONE, NONE, line.number("p50") / 1e3, line.number("p99") / 1e3, line.number("p999") / 1e3);
    }
}
