package io.weir.router.cli;

import io.weir.router.admin.PolicyReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a policy would change.
 *
 * @param changes      by tenant and key
 * @param needsRestart what it says besides tenants that a running router does not change
 */
record PolicyDiff(List<Change> changes, List<String> needsRestart) {
    private static final String NOBODY = "-";
    private static final String TENANT = "tenant";

    /**
     * One change.
     *
     * @param tenant whose
     * @param key    as the YAML file has it; {@code tenant} for one that comes or goes
     * @param before what holds
     * @param after  what would
     * @param origin where that stands
     */
    record Change(String tenant, String key, String before, String after, String origin) {
    }

    static PolicyDiff of(final PolicyReport before, final PolicyReport after) {
        final Map<String, Map<String, PolicyReport.Rule>> old = rules(before);
        final Map<String, Map<String, PolicyReport.Rule>> next = rules(after);
        final Set<String> tenants = new LinkedHashSet<>(old.keySet());
        tenants.addAll(next.keySet());
        final List<Change> changes = new ArrayList<>();
        for (final String tenant : tenants) {
            compare(tenant, old.get(tenant), next.get(tenant), changes);
        }
        return new PolicyDiff(changes, PolicyReport.differences(before.fixed(), after.fixed()));
    }

    private static void compare(final String tenant, final Map<String, PolicyReport.Rule> old,
                                final Map<String, PolicyReport.Rule> next, final List<Change> changes) {
        if (next == null) {
            changes.add(new Change(tenant, TENANT, "there", "removed, its sessions evicted", NOBODY));
            return;
        }
        if (old == null) {
            changes.add(new Change(tenant, TENANT, "none", "added", next.get("network").origin()));
        }
        next.forEach((key, rule) -> {
            final String was = old == null ? null : old.get(key).value();
            final boolean told = old != null || !rule.origin().equals("default");
            if (told && !rule.value().equals(was)) {
                changes.add(new Change(tenant, key, was == null ? NOBODY : was, rule.value(), rule.origin()));
            }
        });
    }

    private static Map<String, Map<String, PolicyReport.Rule>> rules(final PolicyReport report) {
        final Map<String, Map<String, PolicyReport.Rule>> byTenant = new LinkedHashMap<>();
        for (final PolicyReport.TenantRules tenant : report.tenants()) {
            final Map<String, PolicyReport.Rule> byKey = new LinkedHashMap<>();
            tenant.rules().forEach(rule -> byKey.put(rule.key(), rule));
            byTenant.put(tenant.tenant(), byKey);
        }
        return byTenant;
    }
}
