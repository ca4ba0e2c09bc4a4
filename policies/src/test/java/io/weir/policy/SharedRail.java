package io.weir.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * A rail of a given speed that tenants share, on a clock of its own: what the data path does with limiters, guarantees
 * and the scheduler, and nothing else. The clock moves by what a piece takes on the rail.
 */
final class SharedRail {
    /** A tenant and what it wants. */
    static final class Tenant {
        final int lane;
        final RateLimiter limiter;
        final Guarantee guarantee;
        /** Bytes of its pieces: a number, or one drawn for each. */
        IntSupplier size;
        boolean wants = true;
        long bytes;
        long pieces;
        /** When its last piece went, and how long one waited at most since it was asked for. */
        long lastNs;
        long longestGapNs;
        private int next;

        Tenant(final int lane, final TenantLimiters limiters, final int size) {
            this.lane = lane;
            limiter = limiters.egress();
            guarantee = limiters.egressGuarantee();
            this.size = () -> size;
        }
    }

    final List<Tenant> tenants = new ArrayList<>();
    private final FairScheduler scheduler = new FairScheduler(512);
    private final long bitsPerSecond;
    long nowNs;
    private long picoseconds;

    SharedRail(final long bitsPerSecond) {
        this.bitsPerSecond = bitsPerSecond;
    }

    /** One that has work without end. */
    Tenant add(final ServiceClass service, final int size, final Allowance egress) {
        final TenantPolicy policy = TenantPolicy.of("t" + tenants.size(), Set.of(), Set.of(), "blue",
            Ipv4.parse("10.0.0.1")).withService(service).withLimits(TenantLimits.NONE.withEgress(egress));
        final TenantLimiters limiters = new TenantLimiters(policy, nowNs);
        final Tenant tenant = new Tenant(tenants.size(), limiters, size);
        tenants.add(tenant);
        scheduler.put(tenant.lane, limiters.egressWeight(), service);
        scheduler.entitle(tenant.lane, tenant.guarantee.nextNs(nowNs));
        scheduler.activate(tenant.lane);
        tenant.lastNs = nowNs;
        return tenant;
    }

    void wants(final Tenant tenant, final boolean wants) {
        tenant.wants = wants;
        if (wants) {
            tenant.lastNs = nowNs;
            scheduler.activate(tenant.lane);
        }
    }

    /** One piece, or sleep; how many bytes. */
    int step(final long untilNs) {
        while (true) {
            final int lane = scheduler.next(nowNs);
            if (lane == FairScheduler.NONE) {
                final long wakeNs = scheduler.nextWakeUpNs();
                nowNs = wakeNs == Long.MAX_VALUE ? untilNs : Math.min(untilNs, wakeNs);
                return 0;
            }
            final Tenant tenant = tenants.get(lane);
            if (!tenant.wants) {
                scheduler.deactivate(lane);
                continue;
            }
            tenant.next = tenant.next == 0 ? tenant.size.getAsInt() : tenant.next;
            if (!tenant.limiter.tryAcquire(nowNs, tenant.next, 1)) {
                scheduler.block(lane, tenant.limiter.nextTryNs(nowNs, tenant.next, 1));
                continue;
            }
            return send(tenant);
        }
    }

    private int send(final Tenant tenant) {
        final int bytes = tenant.next;
        tenant.next = 0;
        if (scheduler.isGuaranteed()) {
            tenant.guarantee.take(nowNs, bytes, 1);
            scheduler.chargeGuaranteed(tenant.lane, bytes, tenant.guarantee.nextNs(nowNs));
        } else {
            scheduler.charge(tenant.lane, bytes);
        }
        tenant.bytes += bytes;
        tenant.pieces++;
        tenant.longestGapNs = Math.max(tenant.longestGapNs, nowNs - tenant.lastNs);
        picoseconds += bytes * 8_000_000_000_000L / bitsPerSecond;
        nowNs += picoseconds / 1_000;
        picoseconds %= 1_000;
        tenant.lastNs = nowNs;
        return bytes;
    }

    void run(final long ns) {
        final long untilNs = nowNs + ns;
        while (nowNs < untilNs) {
            step(untilNs);
        }
    }

    /** Bytes of all of them. */
    long bytes() {
        return tenants.stream().mapToLong(tenant -> tenant.bytes).sum();
    }

    void forgetCounts() {
        tenants.forEach(tenant -> {
            tenant.bytes = 0;
            tenant.pieces = 0;
            tenant.longestGapNs = 0;
        });
    }
}
