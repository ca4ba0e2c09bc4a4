package io.weir.router.accounting;

/** Whose operation it was, and where its payload went. */
public enum Direction {
    /** Payload left the tenant's memory by its own operation. */
    EGRESS(0),
    /** Payload arrived in the tenant's memory by its own operation or into its own receive. */
    INGRESS(1),
    /** A peer's one-sided operation read or wrote the tenant's memory. */
    SERVED(2);

    private final int code;

    Direction(final int code) {
        this.code = code;
    }

    /** As it stands in the file. */
    int code() {
        return code;
    }
}
