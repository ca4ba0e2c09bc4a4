package io.weir.shm.linux;

/**
 * A system call that sets something up failed. The message is one line for a person:
 * {@code bind /run/weir/weir.sock: address already in use (EADDRINUSE)}.
 */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param errno the error number, positive
     * @param call  the system call's name
     * @param what  what it was done to, or an empty string
     */
    public LinuxException(final int errno, final String call, final String what) {
        super(call + (what.isEmpty() ? "" : " " + what) + ": " + ErrnoText.describe(errno));
        this.errno = errno;
    }

    /** The error number, positive ({@code errno(3)}). */
    public int errno() {
        return errno;
    }

    /** Throws if {@code result} is a negative error number, else returns it. */
    static int check(final int result, final String call, final String what) {
        if (result < 0) {
            throw new LinuxException(-result, call, what);
        }
        return result;
    }
}
