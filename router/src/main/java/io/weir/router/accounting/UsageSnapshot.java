package io.weir.router.accounting;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What all tenants used, as a counters file says at one time.
 *
 * @param generation how many routers have counted in it
 * @param sinceMs    when counting began, ms since 1970
 * @param tenants    in the order they were first counted in
 */
public record UsageSnapshot(long generation, long sinceMs, List<TenantUsage> tenants) {
    /** Copies the list. */
    public UsageSnapshot {
        tenants = List.copyOf(tenants);
    }

    /**
     * Reads a file, whether a router counts in it or not.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws CountersException                 of another version, or corrupt
     */
    public static UsageSnapshot read(final Path path) throws IOException {
        return of(CountersView.read(path));
    }

    /** One tenant's. */
    public Optional<TenantUsage> tenant(final String name) {
        return tenants.stream().filter(tenant -> tenant.tenant().equals(name)).findFirst();
    }

    static UsageSnapshot of(final CountersView view) {
        return new UsageSnapshot(view.generation(), view.createdMs(), view.values().keySet().stream()
            .map(UsageKey::tenant)
            .distinct()
            .map(tenant -> TenantUsage.of(tenant, view.values()))
            .toList());
    }
}
