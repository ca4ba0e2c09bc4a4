package io.weir.bench.cost.report;

/** What is drawn. Axes for which that is said are logarithmic. */
public enum Chart {
    LATENCY("latency", "Latency: which share of them is done within", "µs", "share", true, false),
    THROUGHPUT("throughput", "Throughput by the size of a message", "bytes", "GB/s", true, false),
    CONTROL("control", "Control verbs: which share of them is done within", "µs", "share", true, false),
    TENANTS("tenants", "8 B WRITE beside idle tenants", "idle tenants attached", "µs, median", true, false),
    IDLE("idle", "An idle router", "tenants attached", "% of a core", true, false),
    QUEUE_PAIRS("queue-pairs", "Throughput by active queue pairs", "queue pairs", "million WRITEs/s", true, false),
    START("start", "The first second of a tenant: 8 B WRITE", "ms since its first", "µs, median", false, true),
    SOAK("soak", "Latency at half the load that is possible", "s", "µs", false, true);

    private final String file;
    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final boolean logX;
    private final boolean logY;

    Chart(final String file, final String title, final String xLabel, final String yLabel, final boolean logX,
          final boolean logY) {
        this.file = file;
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.logX = logX;
        this.logY = logY;
    }

    /** Name of the picture. */
    String file() {
        return file + ".png";
    }

    String title() {
        return title;
    }

    String xLabel() {
        return xLabel;
    }

    String yLabel() {
        return yLabel;
    }

    boolean isLogX() {
        return logX;
    }

    boolean isLogY() {
        return logY;
    }
}
