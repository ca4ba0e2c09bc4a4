package io.weir.router.datapath;

import io.weir.policy.TenantLimiters;
import io.weir.router.rnic.Keys;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;

/** A tenant's virtual device: its lane through the scheduler, its limiters, its rkeys, its counters. */
final class Device implements DataDevice {
    private final int lane;
    private final TenantLimiters limiters;
    private final Int2ObjectHashMap<Region> regionByRkey = new Int2ObjectHashMap<>();
    private final QueuePairFifo ready = new QueuePairFifo();

    Device(final int lane, final DeviceSpec spec) {
        this.lane = lane;
        this.limiters = spec.limiters();
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

    /** Shows how long it was held back. */
    void publish(final long nowNs) {
    }

    int newRkey(final RandomGenerator random) {
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

    void meterSend(final Opcode opcode, final WcStatus status, final long bytes) {
    }

    void meterReceive(final WcOpcode opcode, final WcStatus status, final long bytes) {
    }

    void meterServed(final WcOpcode opcode, final long bytes) {
    }
}
