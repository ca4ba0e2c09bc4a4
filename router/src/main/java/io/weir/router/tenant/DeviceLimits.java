package io.weir.router.tenant;

/** What a virtual device can do, besides what a tenant's quota allows. */
public final class DeviceLimits {
    /** Work requests of a send or receive queue. */
    public static final int MAX_WR = 1 << 15;
    /** Scatter/gather entries of a work request. */
    public static final int MAX_SGE = 32;
    /** Bytes in a work request itself. */
    public static final int MAX_INLINE = 512;
    /** Completions of a completion queue. */
    public static final int MAX_CQE = 1 << 20;
    /** Bytes of a message (IBTA volume 1, section 9.3.1). */
    public static final long MAX_MESSAGE = 1L << 31;
    /** Bytes of a region, and the first address that no region reaches. */
    public static final long MAX_ADDRESS = 1L << 47;

    private DeviceLimits() {
    }
}
