package io.weir.policy;

/**
 * How much a tenant may hold on one host, all its sessions together, and how much it may ask of the control path.
 *
 * @param memoryBytes     blocks its memory segments may hold
 * @param registeredBytes lengths of its memory regions together, overlaps as often as they overlap
 * @param controlVerbs    control verbs; what comes faster is answered later
 * @param attaches        processes that attach, when more than a few have; who comes faster is refused
 * @param sessions        processes attached at a time
 * @param qps             queue pairs
 * @param cqs             completion queues
 * @param srqs            shared receive queues
 * @param pds             protection domains
 * @param mrs             memory regions
 * @param channels        completion channels
 * @param ahs             address handles
 */
public record TenantQuota(long memoryBytes, long registeredBytes, Rate controlVerbs, Rate attaches, int sessions,
                          int qps, int cqs, int srqs, int pds, int mrs, int channels, int ahs) {
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
        if (registeredBytes < 0 || registeredBytes > ByteSize.MAX) {
            throw new IllegalArgumentException("registered memory is from 0B to " + ByteSize.format(ByteSize.MAX)
                + ": " + registeredBytes + "B");
        }
        requireOperations(controlVerbs, "control verbs");
        requireOperations(attaches, "attaches");
        if (sessions < 0 || qps < 0 || cqs < 0 || srqs < 0 || pds < 0 || mrs < 0 || channels < 0
            || ahs < 0) {
            throw new IllegalArgumentException("a quota is not negative: " + sessions + " sessions, " + qps + " qps, "
                + cqs + " cqs, " + srqs + " srqs, " + pds + " pds, " + mrs + " mrs, " + channels + " channels, "
                + ahs + " ahs");
        }
    }

    /** With the pace of the control path that a tenant gets whose policy says nothing. */
    public TenantQuota(final long memoryBytes, final int sessions, final int qps, final int cqs, final int srqs,
                       final int pds, final int mrs, final int channels, final int ahs) {
        this(memoryBytes, ByteSize.MAX, Rate.unlimited(Rate.Unit.OPERATIONS), Rate.ofOperations(2), sessions, qps, cqs,
            srqs, pds, mrs, channels, ahs);
    }

    /** The same with another bound of registered memory. */
    public TenantQuota withRegisteredBytes(final long newBytes) {
        return new TenantQuota(
            memoryBytes, newBytes, controlVerbs, attaches, sessions, qps, cqs, srqs, pds, mrs, channels, ahs);
    }

    /** The same with another pace of control verbs. */
    public TenantQuota withControlVerbs(final Rate newRate) {
        return new TenantQuota(
            memoryBytes, registeredBytes, newRate, attaches, sessions, qps, cqs, srqs, pds, mrs, channels, ahs);
    }

    /** The same with another pace of attaching. */
    public TenantQuota withAttaches(final Rate newRate) {
        return new TenantQuota(
            memoryBytes, registeredBytes, controlVerbs, newRate, sessions, qps, cqs, srqs, pds, mrs, channels, ahs);
    }

    private static void requireOperations(final Rate rate, final String name) {
        if (rate.unit() != Rate.Unit.OPERATIONS || rate.isNone()) {
            throw new IllegalArgumentException(name + " are limited in operations, to one a second at least: " + rate);
        }
    }
}
