package io.weir.router.admin;

import io.weir.router.accounting.Direction;
import io.weir.router.accounting.TenantUsage;
import io.weir.router.accounting.UsageSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Usage as the answer says it.
 *
 * @param generation how many routers have counted
 * @param sinceMs    when counting began, ms since 1970
 * @param tenants    what each used
 */
public record UsageReport(long generation, long sinceMs, List<Tenant> tenants) {
    /**
     * What one tenant used.
     *
     * @param tenant      its name
     * @param egress      payload that left its memory by its own operations
     * @param ingress     payload that arrived in its memory by its own operations
     * @param served      payload that peers' one-sided operations read and wrote in its memory
     * @param operations  the same by operation; only what occurred
     * @param failures    work completions that failed
     * @param errors      the same by status; only what occurred
     * @param throttledNs how long its limits held it back, by direction
     * @param heldNs      how long it was held back at all, by direction and reason; only what occurred
     */
    public record Tenant(String tenant, TenantUsage.Count egress, TenantUsage.Count ingress, TenantUsage.Count served,
                         Map<String, TenantUsage.Count> operations, long failures, Map<String, Long> errors,
                         Map<String, Long> throttledNs, Map<String, Map<String, Long>> heldNs) {
        static Tenant of(final TenantUsage usage) {
            return new Tenant(usage.tenant(), usage.total(Direction.EGRESS), usage.total(Direction.INGRESS),
                usage.total(Direction.SERVED),
                byName(usage.operations(), count -> count.messages() > 0),
                usage.failures(),
                byName(usage.errors(), count -> count > 0),
                byName(usage.throttledNs(), nanos -> true),
                byName(usage.heldNs().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey,
                    entry -> byName(entry.getValue(), nanos -> nanos > 0))), reasons -> true));
        }

        private static <T> Map<String, T> byName(final Map<? extends Enum<?>, T> values,
                                                 final java.util.function.Predicate<T> wanted) {
            return values.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .collect(Collectors.toMap(entry -> entry.getKey().name().toLowerCase(Locale.ROOT), Map.Entry::getValue,
                    (one, other) -> one, TreeMap::new));
        }
    }

    /** Of a snapshot. */
    public static UsageReport of(final UsageSnapshot snapshot) {
        return new UsageReport(snapshot.generation(), snapshot.sinceMs(),
            snapshot.tenants().stream().map(Tenant::of).toList());
    }
}
