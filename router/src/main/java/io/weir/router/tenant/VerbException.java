package io.weir.router.tenant;

import io.weir.verbs.Errno;

/**
 * A control verb that is refused: becomes a {@code Failed} reply. Carries no stack trace, a tenant can cause as many as
 * it likes.
 */
public final class VerbException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * A refusal.
     *
     * @param errno {@link Errno}
     * @param text  for a person: what is wrong, with which value, against which bound
     */
    public VerbException(final int errno, final String text) {
        super(text, null, false, false);
        this.errno = errno;
    }

    /** {@link Errno}. */
    public int errno() {
        return errno;
    }

    /** A bad argument. */
    public static VerbException invalid(final String text) {
        return new VerbException(Errno.EINVAL, text);
    }

    /** Something that this router does not do. */
    public static VerbException unsupported(final String text) {
        return new VerbException(Errno.ENOTSUP, text);
    }
}
