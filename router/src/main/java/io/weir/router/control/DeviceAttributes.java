package io.weir.router.control;

import io.weir.policy.TenantQuota;
import io.weir.router.rnic.Rnic;
import io.weir.router.tenant.DeviceLimits;
import io.weir.router.tenant.Tenant;
import io.weir.shm.control.DeviceReplyEncoder;
import io.weir.verbs.Mtu;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * What every virtual device of this router can do ({@code ibv_query_device}, {@code ibv_query_port}): as much as its
 * RNICs all can.
 *
 * @param maxReadAtomic READs and atomics of a queue pair
 * @param activeMtu     the port's
 * @param portState     {@code ibv_port_state}, now
 */
record DeviceAttributes(int maxReadAtomic, Mtu activeMtu, IntSupplier portState) {
    private static final String NAME = "weir0";

    /**
     * Of these RNICs.
     *
     * @param maxMtu bytes that the operator allows in a packet; 0 for any
     */
    static DeviceAttributes of(final List<Rnic> rnics, final int maxMtu, final IntSupplier portState) {
        int readAtomic = Integer.MAX_VALUE;
        int bytes = maxMtu == 0 ? Mtu.MTU_4096.bytes() : maxMtu;
        for (final Rnic rnic : rnics) {
            readAtomic = Math.min(readAtomic, rnic.info().maxReadAtomic());
            bytes = Math.min(bytes, rnic.info().mtu());
        }
        Mtu active = Mtu.MTU_256;
        for (final Mtu mtu : Mtu.values()) {
            active = mtu.bytes() <= bytes ? mtu : active;
        }
        return new DeviceAttributes(readAtomic, active, portState);
    }

    /** All but the GID. */
    void encode(final DeviceReplyEncoder reply, final Tenant tenant) {
        final TenantQuota quota = tenant.policy().quota();
        reply.maxQp(quota.qps()).maxQpWr(DeviceLimits.MAX_WR).maxSge(DeviceLimits.MAX_SGE)
            .maxInline(DeviceLimits.MAX_INLINE).maxCq(quota.cqs()).maxCqe(DeviceLimits.MAX_CQE).maxMr(quota.mrs())
            .maxPd(quota.pds()).maxSrq(quota.srqs()).maxSrqWr(DeviceLimits.MAX_WR).maxSrqSge(DeviceLimits.MAX_SGE)
            .maxRdAtomic(maxReadAtomic).portCount(1).portState(portState.getAsInt()).activeMtu(activeMtu.value())
            .maxMrSize(Math.min(DeviceLimits.MAX_ADDRESS, quota.memoryBytes()))
            .maxMessageSize(DeviceLimits.MAX_MESSAGE).memoryLimit(quota.memoryBytes());
        reply.name(NAME);
    }
}
