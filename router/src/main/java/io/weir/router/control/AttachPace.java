package io.weir.router.control;

import io.weir.router.tenant.Tenant;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How fast a tenant's processes may attach. Each attach has an Aeron driver made, which takes the control thread
 * milliseconds: who attaches and leaves in a loop would keep the others' verbs waiting.
 */
final class AttachPace {
    /** At once; more than the processes of any job that a quota lets in. */
    static final int BURST = 64;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    /** When the bucket will be full again. */
    private final Map<Tenant, Long> fullNs = new IdentityHashMap<>();

    /** Whether the tenant may attach one more; counts it. */
    boolean tryAttach(final Tenant tenant, final long nowNs) {
        final long intervalNs = Math.max(1, SECOND_NS / tenant.policy().quota().attaches().perSecond());
        final Long before = fullNs.get(tenant);
        final long full = before == null || before - nowNs < 0 ? nowNs : before;
        if (full - nowNs > (BURST - 1) * intervalNs) {
            return false;
        }
        fullNs.put(tenant, full + intervalNs);
        return true;
    }
}
