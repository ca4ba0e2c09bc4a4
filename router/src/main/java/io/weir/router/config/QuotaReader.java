package io.weir.router.config;

import io.weir.policy.ByteSize;
import io.weir.policy.Rate;
import io.weir.policy.TenantQuota;

/** Reads how much a tenant may hold and ask for: {@code memory} and {@code quota}. */
final class QuotaReader {
    private static final int MAX_QUOTA = 1 << 24;

    private QuotaReader() {
    }

    /** What the section of a tenant says; the default where it is wrong. */
    static TenantQuota read(final Section tenant) {
        final TenantQuota usual = TenantQuota.DEFAULT;
        final long memory = orDefault(
            tenant.get("memory", QuotaReader::parseMemory, usual.memoryBytes()), usual.memoryBytes());
        final Section section = tenant.section("quota");
        if (section == null) {
            return new TenantQuota(memory, usual.sessions(), usual.qps(), usual.cqs(), usual.srqs(), usual.pds(),
                usual.mrs(), usual.channels(), usual.ahs());
        }
        final TenantQuota quota = new TenantQuota(memory,
            orDefault(section.get("registered", ByteSize::parse, usual.registeredBytes()), usual.registeredBytes()),
            orDefault(section.get("control-verbs", Rate::parseOperations, usual.controlVerbs()), usual.controlVerbs()),
            orDefault(section.get("attaches", Rate::parseOperations, usual.attaches()), usual.attaches()),
            section.integer("sessions", 0, MAX_QUOTA, usual.sessions()),
            section.integer("qps", 0, MAX_QUOTA, usual.qps()),
            section.integer("cqs", 0, MAX_QUOTA, usual.cqs()),
            section.integer("srqs", 0, MAX_QUOTA, usual.srqs()),
            section.integer("pds", 0, MAX_QUOTA, usual.pds()),
            section.integer("mrs", 0, MAX_QUOTA, usual.mrs()),
            section.integer("channels", 0, MAX_QUOTA, usual.channels()),
            section.integer("ahs", 0, MAX_QUOTA, usual.ahs()));
        section.finish();
        return quota;
    }

    private static <T> T orDefault(final T value, final T byDefault) {
        return value == null ? byDefault : value;
    }

    private static Long parseMemory(final String text) {
        final long bytes = ByteSize.parse(text);
        if (bytes < TenantQuota.MIN_MEMORY_BYTES) {
            throw new IllegalArgumentException("'" + text + "' is too small: write "
                + ByteSize.format(TenantQuota.MIN_MEMORY_BYTES) + " or more");
        }
        return bytes;
    }
}
