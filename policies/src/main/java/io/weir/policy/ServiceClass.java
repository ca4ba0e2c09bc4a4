package io.weir.policy;

/** Who goes first when a tenant's rail is contended: what waits is served in this order, within its guarantees. */
public enum ServiceClass {
    /** Small messages that wait for nobody's bulk. */
    LATENCY,
    /** Everybody whose policy says nothing. */
    NORMAL,
    /** What can wait. */
    BULK;

    private static final ServiceClass[] ALL = values();

    /**
     * Reads {@code latency}, {@code normal}, {@code bulk}.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static ServiceClass parse(final String text) {
        for (final ServiceClass each : ALL) {
            if (each.toString().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no class: write latency, normal or bulk");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return Words.of(this);
    }
}
