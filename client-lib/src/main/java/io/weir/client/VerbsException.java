package io.weir.client;

import io.weir.verbs.Errno;

/**
 * A verb was refused. The message is one line for a person: which verb, of what, and why.
 *
 * <p>Thrown by control verbs alone; posting and polling return error numbers.
 */
public final class VerbsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param errno a positive error number, {@link Errno}
     * @param what  the verb and its object, {@code "create queue pair"}
     * @param why   the reason
     */
    public VerbsException(final int errno, final String what, final String why) {
        this(errno, what, why, null);
    }

    /** As the other, with what was caught. */
    public VerbsException(final int errno, final String what, final String why, final Throwable cause) {
        super(what + ": " + why + (why.endsWith(name(errno)) ? "" : " " + name(errno)), cause);
        this.errno = errno;
    }

    private static String name(final int errno) {
        return "(" + Errno.name(errno) + ")";
    }

    /** The error number, positive. */
    public int errno() {
        return errno;
    }
}
