package io.weir.bench.cost.report;

/** A line of a chart: as many values of y as of x. */
record Curve(Chart chart, String name, double[] x, double[] y) {
    Curve {
        if (x.length != y.length) {
            throw new IllegalArgumentException(name + ": " + x.length + " values of x, " + y.length + " of y");
        }
    }
}
