package io.weir.router.datapath;

import io.weir.router.rnic.Keys;
import io.weir.verbs.Opcode;
import org.agrona.collections.Int2IntHashMap;

/**
 * Physical rkeys of one virtual device on another host, as its router told them. What it refused is not remembered: it
 * may not have answered at all. An entry may outlive its region: then the responder's RNIC refuses the physical key.
 */
final class RemoteKeyCache {
    private static final int MAX_ENTRIES = 1 << 16;

    private final RemoteDevice device;
    private final ServedTotals served;
    private final Int2IntHashMap physicalByVirtual = new Int2IntHashMap(1 << 10, 0.55f, Keys.INVALID);
    private final QueuePairFifo waiting = new QueuePairFifo();
    private int users;

    RemoteKeyCache(final RemoteDevice device) {
        this.device = device;
        served = device.served();
    }

    RemoteDevice device() {
        return device;
    }

    /** The device's RNIC served a piece. */
    void served(final Opcode opcode, final long bytes) {
        if (served != null) {
            served.count(opcode, bytes);
        }
    }

    /** One more queue pair reaches the device. */
    void retain() {
        users++;
        waiting.reserve(users);
    }

    /** One less does; true when it was the last. */
    boolean release(final QueuePair queuePair) {
        waiting.remove(queuePair);
        return --users == 0;
    }

    /** The physical rkey, or {@link Keys#INVALID} if it is not known here. */
    int get(final int virtualRkey) {
        return physicalByVirtual.get(virtualRkey);
    }

    /** The queue pair stands still until {@link #resolved} says what that key is. */
    void request(final QueuePair queuePair, final int virtualRkey) {
        waiting.add(queuePair);
        device.request(virtualRkey);
    }

    void resolved(final int virtualRkey, final int physicalRkey) {
        if (physicalRkey != Keys.INVALID) {
            if (physicalByVirtual.size() >= MAX_ENTRIES) {
                physicalByVirtual.clear();
            }
            physicalByVirtual.put(virtualRkey, physicalRkey);
        }
        for (int i = waiting.size(); i > 0; i--) {
            final QueuePair queuePair = waiting.poll();
            if (!queuePair.rkeyResolved(virtualRkey, physicalRkey)) {
                waiting.add(queuePair);
            }
        }
    }
}
