package io.weir.verbs;

/**
 * Flags of a work completion ({@code ibv_wc_flags}).
 */
public final class WcFlags {
    /** The first 40 bytes of the receive are a GRH. */
    public static final int GRH = 1;
    /** Immediate data is valid. */
    public static final int WITH_IMM = 1 << 1;

    private WcFlags() {
    }
}
