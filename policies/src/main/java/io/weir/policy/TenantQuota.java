package io.weir.policy;

/**
 * How much a tenant may hold on one host, all its sessions together.
 *
 * @param memoryBytes blocks its memory segments may hold
 * @param sessions    processes attached at a time
 * @param qps         queue pairs
 * @param cqs         completion queues
 * @param srqs        shared receive queues
 * @param pds         protection domains
 * @param mrs         memory regions
 * @param channels    completion channels
 * @param ahs         address handles
 */
public record TenantQuota(long memoryBytes, int sessions, int qps, int cqs, int srqs, int pds, int mrs, int channels,
                          int ahs) {
    /** What a tenant gets whose policy says nothing. */
    public static final TenantQuota DEFAULT = new TenantQuota(8L << 30, 16, 1024, 1024, 256, 64, 4096, 64, 16384);
    /** The least memory limit: room for the smallest useful registered buffer. */
    public static final long MIN_MEMORY_BYTES = 1L << 20;

    /** Checks the bounds. */
    public TenantQuota {
        if (memoryBytes < MIN_MEMORY_BYTES || memoryBytes > ByteSize.MAX) {
            throw new IllegalArgumentException("memory is from " + ByteSize.format(MIN_MEMORY_BYTES) + " to "
                + ByteSize.format(ByteSize.MAX) + ": " + ByteSize.format(Math.max(0, memoryBytes)));
        }
        if (sessions < 0 || qps < 0 || cqs < 0 || srqs < 0 || pds < 0 || mrs < 0 || channels < 0
            || ahs < 0) {
            throw new IllegalArgumentException("a quota is not negative: " + sessions + " sessions, " + qps + " qps, "
                + cqs + " cqs, " + srqs + " srqs, " + pds + " pds, " + mrs + " mrs, " + channels + " channels, "
                + ahs + " ahs");
        }
    }
}
