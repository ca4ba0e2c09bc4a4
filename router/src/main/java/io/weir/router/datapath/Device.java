package io.weir.router.datapath;

import io.weir.policy.TenantLimiters;
import io.weir.router.accounting.Direction;
import io.weir.router.accounting.UsageCounters;
import io.weir.router.rnic.Keys;
import io.weir.router.rnic.RnicMr;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;

/** A tenant's virtual device: its lane through the scheduler, its limiters, its rkeys, its counters. */
final class Device implements DataDevice {
    private final int lane;
    private final TenantLimiters limiters;
    private final UsageCounters usage;
    private final int rail;
    private final Int2ObjectHashMap<Region> regionByRkey = new Int2ObjectHashMap<>();
    private final QueuePairFifo ready = new QueuePairFifo();
    private long meteredEgressNs;
    private long meteredIngressNs;

    Device(final int lane, final DeviceSpec spec) {
        this.lane = lane;
        this.limiters = spec.limiters();
        this.usage = spec.usage();
        this.rail = spec.rail();
    }

    @Override
    public int physicalRkey(final int rnicIndex, final int virtualRkey) {
        final Region region = regionByRkey.get(virtualRkey);
        return region == null ? Keys.INVALID : region.on(rnicIndex).rkey();
    }

    /** Its number in the scheduler. */
    int lane() {
        return lane;
    }

    TenantLimiters limiters() {
        return limiters;
    }

    /** Its queue pairs that have something to send, in turn. */
    QueuePairFifo ready() {
        return ready;
    }

    /** It has nothing to send: if it was held back, that is over. */
    void wantsNothing(final long nowNs) {
        limiters.egress().release(nowNs);
        limiters.ingress().release(nowNs);
    }

    /** Makes room for so many queue pairs to be ready at once. */
    void reserve(final int queuePairs) {
        ready.reserve(queuePairs);
    }

    /** Counts how long it was held back since the last time. */
    void meterThrottling(final long nowNs) {
        final long egressNs = limiters.egress().throttledNs(nowNs);
        final long ingressNs = limiters.ingress().throttledNs(nowNs);
        usage.throttled(Direction.EGRESS, egressNs - meteredEgressNs);
        usage.throttled(Direction.INGRESS, ingressNs - meteredIngressNs);
        meteredEgressNs = egressNs;
        meteredIngressNs = ingressNs;
    }

    /** Index of the RNIC whose names are its own; {@link DeviceSpec#VIRTUAL} if its names are virtual. */
    int rail() {
        return rail;
    }

    /** What a new region's rkey is for the tenant. */
    int newRkey(final RnicMr[] physical, final RandomGenerator random) {
        return rail == DeviceSpec.VIRTUAL ? newVirtualRkey(random) : physical[rail].rkey();
    }

    private int newVirtualRkey(final RandomGenerator random) {
        int rkey;
        do {
            rkey = random.nextInt();
        } while (rkey == Keys.INVALID || regionByRkey.containsKey(rkey));
        return rkey;
    }

    void add(final Region region) {
        regionByRkey.put(region.rkey(), region);
    }

    void remove(final Region region) {
        regionByRkey.remove(region.rkey());
    }

    /** A work completion, to be seen or not, of so many bytes. */
    void meterCompleted(final WcOpcode opcode, final WcStatus status, final long bytes) {
        if (status == WcStatus.SUCCESS) {
            usage.completed(opcode, bytes);
        } else {
            usage.failed(status);
        }
    }

    /** A peer's one-sided operation. */
    void meterServed(final WcOpcode opcode, final long bytes) {
        usage.served(opcode, bytes);
    }
}
