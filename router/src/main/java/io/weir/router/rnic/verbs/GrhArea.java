package io.weir.router.rnic.verbs;

import io.weir.router.rnic.RecvWr;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.router.rnic.verbs.ibv.IbvMr;
import io.weir.router.rnic.verbs.ibv.IbvPd;
import io.weir.verbs.AccessFlags;
import org.agrona.UnsafeApi;

/**
 * Where a device writes what stands before datagrams: the router's own memory, because it says who sent them. In the
 * tenant's it would be gone when the tenant has several receives on the same memory, as it may: the next datagram, or
 * the virtual header of the one before, is written over it.
 */
final class GrhArea implements DeviceObjects.Member {
    private final long address;
    private final IbvMr region;
    private final DeviceObjects objects;
    private final SgeCursor cursor = new SgeCursor();

    /** For so many receives. */
    GrhArea(final IbvPd pd, final int slots, final DeviceObjects objects) {
        this.objects = objects;
        final long length = (long) slots * Grh.LENGTH;
        address = UnsafeApi.allocateMemory(length);
        try {
            UnsafeApi.setMemory(address, length, (byte) 0);
            region = IbvMr.register(pd, address, length, address, AccessFlags.LOCAL_WRITE);
        } catch (final RuntimeException thrown) {
            UnsafeApi.freeMemory(address);
            throw thrown;
        }
        objects.add(this);
    }

    /** Where that of a receive is. */
    long address(final int slot) {
        return address + (long) slot * Grh.LENGTH;
    }

    int lkey() {
        return region.lkey();
    }

    /** Copies so many bytes of that of a receive to where its tenant expects them; not if its memory is going. */
    void copyTo(final RecvWr receive, final int slot, final long length) {
        for (int i = 0; i < receive.sgeCount; i++) {
            if (!receive.sge[i].region.isRegistered()) {
                return;
            }
        }
        cursor.wrap(receive.sge, receive.sgeCount);
        cursor.copyFrom(address(slot), length, false);
    }

    @Override
    public int giveBack() {
        return region.deregister();
    }

    /** When the device has none of these receives any more. */
    void free() {
        objects.giveBack(this);
        UnsafeApi.freeMemory(address);
    }
}
