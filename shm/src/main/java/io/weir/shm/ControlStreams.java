package io.weir.shm;

/** The two Aeron IPC streams of a session's driver, and their shape. */
public final class ControlStreams {
    /** Channel of both. */
    public static final String CHANNEL = "aeron:ipc?term-length=64k";
    /** Tenant to router. */
    public static final int REQUEST_STREAM = 1;
    /** Router to tenant. */
    public static final int REPLY_STREAM = 2;

    private ControlStreams() {
    }
}
