package io.weir.policy;

/** Whether limits hold a tenant back. */
public enum Mode {
    /** They do. */
    ENFORCE,
    /** They only count how long they would have: to try a policy out on live traffic. */
    AUDIT;

    /**
     * Reads {@code enforce}, {@code audit}.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static Mode parse(final String text) {
        return switch (text) {
            case "enforce" -> ENFORCE;
            case "audit" -> AUDIT;
            default -> throw new IllegalArgumentException("'" + text + "' is no mode: write enforce or audit");
        };
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return Words.of(this);
    }
}
