package io.weir.shm.attach;

/**
 * The other side of the attach socket broke the protocol, speaks another version of it, is gone, or did not answer in
 * time. The message is one line for a person.
 */
public final class AttachException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param errno   the error number that says it to a program: {@code EPROTO}, {@code EPROTONOSUPPORT} (another
     *                version), {@code ECONNRESET} (gone), {@code ETIMEDOUT}, or that of the failed system call
     * @param message one line for a person
     */
    public AttachException(final int errno, final String message) {
        super(message);
        this.errno = errno;
    }

    /** The error number, positive ({@code errno(3)}). */
    public int errno() {
        return errno;
    }
}
