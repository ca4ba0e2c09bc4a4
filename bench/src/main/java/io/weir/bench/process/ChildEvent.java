package io.weir.bench.process;

/** A line of a child, or, when that is null, its end. */
record ChildEvent(Child child, Line line) {
}
