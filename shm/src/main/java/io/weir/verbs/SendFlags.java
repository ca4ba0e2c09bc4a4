package io.weir.verbs;

/**
 * Flags of a send work request ({@code ibv_send_flags}); combined with {@code |}.
 */
public final class SendFlags {
    /** Wait for earlier READs and atomics of this queue pair. */
    public static final int FENCE = 1;
    /** Complete with a work completion. */
    public static final int SIGNALED = 1 << 1;
    /** Raise a solicited event at the receiver. */
    public static final int SOLICITED = 1 << 2;
    /** The payload stands in the work request itself. */
    public static final int INLINE = 1 << 3;

    private SendFlags() {
    }
}
