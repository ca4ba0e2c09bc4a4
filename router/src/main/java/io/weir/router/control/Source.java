package io.weir.router.control;

/** What a watched descriptor is of: the upper half of its epoll data; the lower half says which. */
enum Source {
    /** Another thread handed something over. */
    WAKE_UP,
    /** The policy files may have changed. */
    POLICIES,
    /** A tenant's listening socket; its index. */
    LISTENER,
    /** A connection that has not said hello; its number. */
    NEWCOMER,
    /** A session's attach socket; its id. */
    ATTACHED,
    /** A session's control doorbell; its id. */
    DOORBELL,
    /** A session's process died; its id. */
    DEATH;

    private static final Source[] BY_ORDINAL = values();

    long tag(final int which) {
        return (long) ordinal() << Integer.SIZE | Integer.toUnsignedLong(which);
    }

    static Source of(final long tag) {
        return BY_ORDINAL[(int) (tag >>> Integer.SIZE)];
    }

    static int which(final long tag) {
        return (int) tag;
    }
}
