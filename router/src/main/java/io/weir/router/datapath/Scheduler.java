package io.weir.router.datapath;

import io.weir.policy.DeficitRoundRobin;

/**
 * Who posts next: deficit round robin among tenants, round robin among a tenant's queue pairs, each piece past the
 * tenant's limiter.
 */
final class Scheduler {
    private static final int POSTS_PER_CYCLE = 256;
    /**
     * No more than same-host memory moves in one poll, so that the order is made here and not in a queue behind; and so
     * that doorbells are seen often.
     */
    private static final long BYTES_PER_CYCLE = 256 * 1024;

    private final DeficitRoundRobin rotation;
    private final Device[] devices;
    private boolean stopped;

    Scheduler(final int maxDevices) {
        rotation = new DeficitRoundRobin(maxDevices);
        devices = new Device[maxDevices];
    }

    /** A lane that no device has; there is one while there are fewer devices than lanes. */
    int freeLane() {
        int lane = 0;
        while (devices[lane] != null) {
            lane++;
        }
        return lane;
    }

    /** A device that may have work from now on, or a change of its weight. */
    void put(final Device device, final int weight) {
        devices[device.lane()] = device;
        rotation.put(device.lane(), weight);
    }

    /** A device that has no queue pairs any more. */
    void remove(final Device device) {
        rotation.remove(device.lane());
        devices[device.lane()] = null;
    }

    /** The device has a queue pair that is ready. */
    void activate(final Device device) {
        rotation.activate(device.lane());
    }

    /** The device's limits changed: it need not wait as long as it was told. */
    void reconsider(final Device device) {
        rotation.unblock(device.lane());
    }

    /** From now on only what was begun is posted. */
    void stop() {
        stopped = true;
    }

    /** When a tenant that is held back now may go on; {@link Long#MAX_VALUE} if none is. */
    long nextWakeUpNs() {
        return rotation.nextWakeUpNs();
    }

    /** Posts a bounded number of pieces; how many. */
    int post(final long nowNs) {
        int posts = 0;
        long bytes = 0;
        while (posts < POSTS_PER_CYCLE && bytes < BYTES_PER_CYCLE) {
            final int lane = rotation.next(nowNs);
            if (lane == DeficitRoundRobin.NONE) {
                break;
            }
            final Device device = devices[lane];
            final QueuePair queuePair = device.ready().peek();
            if (queuePair == null) {
                device.wantsNothing(nowNs);
                rotation.deactivate(lane);
                continue;
            }
            final int result = queuePair.post(nowNs, !stopped);
            if (result == SendQueue.POSTED) {
                final long posted = queuePair.sendQueue().postedBytes();
                rotation.charge(lane, posted);
                device.ready().rotate();
                posts++;
                bytes += posted;
            } else if (result == SendQueue.THROTTLED) {
                rotation.block(lane, queuePair.sendQueue().nextAdmissionNs(nowNs));
            } else {
                device.ready().poll();
                queuePair.notReady();
                if (device.ready().size() == 0 && queuePair.sendQueue().isStalled()) {
                    rotation.suspend(lane);
                }
            }
        }
        return posts;
    }
}
