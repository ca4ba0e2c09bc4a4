package io.weir.bench.perf;

import io.weir.bench.process.Line;

/**
 * What a run moved.
 *
 * @param messages     of all queue pairs
 * @param ns           that it took
 * @param peak         messages a second in the best millisecond; the average if all took less
 */
record Bandwidth(long messages, long ns, double peak) {
    /** Messages a second. */
    double rate() {
        return messages * 1e9 / ns;
    }

    /** Both directions of a run in which both sides sent. */
    Bandwidth and(final Bandwidth other) {
        // rates add up, as both began at the same moment; so the time is what goes with both messages and rate
        final long all = messages + other.messages;
        return new Bandwidth(all, Math.round(all * 1e9 / (rate() + other.rate())), peak + other.peak);
    }

    Line addTo(final Line line) {
        return line.with("messages", messages).with("ns", ns).with("peak", Math.round(peak));
    }

    static Bandwidth of(final Line line) {
        return new Bandwidth(line.number("messages"), line.number("ns"), line.number("peak"));
    }
}
