package io.weir.router.rnic;

/**
 * Whether usage is counted at all. It is, but in a router that a benchmark starts to see what counting costs: such a
 * router bills nobody, and says so when it starts. Constant, so that compiled code does not ask.
 */
public final class Metering {
    /** The system property that turns it off. */
    public static final String OFF_PROPERTY = "weir.bench.unmetered";
    /** Whether usage is counted. */
    public static final boolean ON = !Boolean.getBoolean(OFF_PROPERTY);

    private Metering() {
    }
}
