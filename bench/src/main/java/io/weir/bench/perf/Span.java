package io.weir.bench.perf;

import io.weir.bench.process.Line;

/**
 * How long a run goes on.
 *
 * @param iterations on each queue pair; {@link Long#MAX_VALUE} if time ends it
 * @param ns         nanoseconds; {@link Long#MAX_VALUE} if iterations end it
 */
record Span(long iterations, long ns) {
    static Span ofIterations(final long iterations) {
        return new Span(iterations, Long.MAX_VALUE);
    }

    static Span ofNanoseconds(final long ns) {
        return new Span(Long.MAX_VALUE, ns);
    }

    boolean isTimed() {
        return ns != Long.MAX_VALUE;
    }

    Line addTo(final Line line) {
        return line.with("iterations", iterations).with("ns", ns);
    }

    static Span of(final Line line) {
        return new Span(line.number("iterations"), line.number("ns"));
    }
}
