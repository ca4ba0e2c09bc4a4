package io.weir.router.control;

import io.weir.policy.PolicyEdit;
import io.weir.policy.TenantPolicy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What operators set by hand, in place of what the files say: it outlives a reload, and ends when it is cleared, when
 * its tenant goes, or with the router. Control thread.
 */
final class LimitOverrides {
    private record Setting(String value, long setMs) {
    }

    private final Map<String, Map<String, Setting>> byTenant = new TreeMap<>();

    /** A policy with what was set in place of its own; IllegalArgumentException if the two do not go together. */
    TenantPolicy applyTo(final TenantPolicy policy) {
        return PolicyEdit.apply(policy, values(policy.name(), Map.of()));
    }

    /** The same with more set. */
    TenantPolicy applyTo(final TenantPolicy policy, final Map<String, String> more) {
        return PolicyEdit.apply(policy, values(policy.name(), more));
    }

    void set(final String tenant, final Map<String, String> changes, final long nowMs) {
        final Map<String, Setting> settings = byTenant.computeIfAbsent(tenant, name -> new TreeMap<>());
        changes.forEach((key, value) -> settings.put(key, new Setting(value, nowMs)));
    }

    /** Whether there was something. */
    boolean clear(final String tenant) {
        return byTenant.remove(tenant) != null;
    }

    boolean isEmpty(final String tenant) {
        return !byTenant.containsKey(tenant);
    }

    /** Since when a setting is set by hand, for people; null if it is not. */
    String origin(final String tenant, final String key) {
        final Setting setting = byTenant.getOrDefault(tenant, Map.of()).get(key);
        return setting == null ? null
            : "limit set " + Instant.ofEpochMilli(setting.setMs).truncatedTo(ChronoUnit.SECONDS);
    }

    private Map<String, String> values(final String tenant, final Map<String, String> more) {
        final Map<String, String> values = new LinkedHashMap<>();
        byTenant.getOrDefault(tenant, Map.of()).forEach((key, setting) -> values.put(key, setting.value));
        values.putAll(more);
        return values;
    }
}
