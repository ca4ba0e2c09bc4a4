package io.weir.verbs;

/**
 * Access rights of a memory region or a queue pair ({@code ibv_access_flags}); combined with {@code |}.
 */
public final class AccessFlags {
    /** The local device may write: needed by receives, READs, atomics, and by every remote write right. */
    public static final int LOCAL_WRITE = 1;
    /** A peer may RDMA WRITE. */
    public static final int REMOTE_WRITE = 1 << 1;
    /** A peer may RDMA READ. */
    public static final int REMOTE_READ = 1 << 2;
    /** A peer may do atomics. */
    public static final int REMOTE_ATOMIC = 1 << 3;
    /** Every right there is. */
    public static final int ALL = LOCAL_WRITE | REMOTE_WRITE | REMOTE_READ | REMOTE_ATOMIC;

    private AccessFlags() {
    }
}
