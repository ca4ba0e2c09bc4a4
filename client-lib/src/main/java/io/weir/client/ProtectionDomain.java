package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Gid;
import java.lang.foreign.MemorySegment;

/** A protection domain ({@code ibv_pd}): queue pairs reach only the memory regions of their own. Any thread. */
public final class ProtectionDomain extends Handle {
    ProtectionDomain(final Session session, final int number) {
        super(session, ObjectKind.PD, number);
    }

    /**
     * Registers memory ({@code ibv_reg_mr}). All of its pages are taken from the system then, by this process and from
     * what its container may have: nobody else is charged for what peers write there.
     *
     * @param memory a piece of what {@link VirtualDevice#allocate} gave
     * @param access {@link AccessFlags}
     * @throws VerbsException EINVAL for other memory, no bytes, or remote rights to write without LOCAL_WRITE; ENOMEM
     *                        or EDQUOT at a limit of the tenant, ENOMEM if the system has no such pages
     */
    public MemoryRegion regMr(final MemorySegment memory, final int access) {
        final MemoryRegion region = Creation.memoryRegion(this, memory, access);
        try {
            SharedMemory.populate(region.address(), region.length());
        } catch (final VerbsException thrown) {
            region.close();
            throw thrown;
        }
        return region;
    }

    /** All of an allocation. */
    public MemoryRegion regMr(final SharedMemory memory, final int access) {
        return regMr(memory.segment(), access);
    }

    /**
     * Makes a shared receive queue ({@code ibv_create_srq}) for at least {@code maxWr} work requests of {@code maxSge}
     * entries; its limit is not armed.
     */
    public SharedReceiveQueue createSrq(final int maxWr, final int maxSge) {
        return Creation.sharedReceiveQueue(this, maxWr, maxSge);
    }

    /**
     * Makes a queue pair ({@code ibv_create_qp}) in RESET.
     *
     * @throws VerbsException EINVAL for what does not fit together or beyond the device's limits, ENOMEM at a limit of
     *                        the tenant, ENOTSUP for a type that the router's RNICs do not all have
     */
    public QueuePair createQp(final QpInitAttributes attributes) {
        return Creation.queuePair(this, attributes);
    }

    /**
     * Makes an address handle ({@code ibv_create_ah}).
     *
     * @throws VerbsException ENETUNREACH if no device of the network has that GID, EDQUOT at a limit of the tenant
     */
    public AddressHandle createAh(final AhAttributes attributes) {
        return Creation.addressHandle(this, attributes);
    }

    /** To a device, by its GID. */
    public AddressHandle createAh(final Gid destGid) {
        return createAh(AhAttributes.to(destGid));
    }

    @Override
    String noun() {
        return "protection domain";
    }

    @Override
    String name() {
        return Integer.toString(number());
    }
}
