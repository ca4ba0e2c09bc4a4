package io.weir.shm;

/**
 * A scatter/gather entry ({@code ibv_sge}).
 *
 * <pre>
 *     0   8  address
 *     8   4  length, unsigned
 *    12   4  lkey
 * </pre>
 */
public final class SgeDescriptor {
    public static final int ADDRESS_OFFSET = 0;
    public static final int LENGTH_OFFSET = 8;
    public static final int LKEY_OFFSET = 12;
    public static final int LENGTH = 16;

    private SgeDescriptor() {
    }
}
