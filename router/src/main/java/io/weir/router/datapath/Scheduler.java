package io.weir.router.datapath;

import org.agrona.concurrent.CachedNanoClock;

/**
 * Who posts next: {@link Link}s, two for each RNIC, as a rail carries as much in each direction whatever goes in the
 * other.
 */
final class Scheduler {
    private final CachedNanoClock clock;
    private final Link[] links;
    private boolean stopped;

    /**
     * For so many RNICs, of which the first is this host's memory, and devices.
     *
     * @param clock of the duty cycle
     */
    Scheduler(final CachedNanoClock clock, final int rnics, final int maxDevices) {
        this.clock = clock;
        links = new Link[2 * rnics];
        for (int i = 0; i < links.length; i++) {
            links[i] = new Link(i, maxDevices);
        }
    }

    /** Index of the link, and of a device's lane, of what goes out on an RNIC or comes in. */
    static int link(final int rnicIndex, final boolean inbound) {
        return 2 * rnicIndex + (inbound ? 1 : 0);
    }

    /** A number that no device has; there is one while there are fewer devices than may be. */
    int freeNumber() {
        return links[0].freeNumber();
    }

    /** Makes the device's lanes. */
    void add(final Device device) {
        final Lane[] lanes = new Lane[links.length];
        for (int i = 0; i < links.length; i++) {
            lanes[i] = new Lane(links[i], device.number(), device.limiters());
            links[i].add(lanes[i], nowNs());
        }
        device.setLanes(lanes);
    }

    /** A device that has no queue pairs any more. */
    void remove(final Device device) {
        for (final Link link : links) {
            link.remove(device.number());
        }
    }

    /** The device's weight, class, guarantee or limits changed: it need not wait as long as it was told. */
    void reconsider(final Device device) {
        for (int i = 0; i < links.length; i++) {
            links[i].reconsider(device.lane(i), nowNs());
        }
    }

    /** Bits per second that an RNIC carries in each direction, or {@link io.weir.policy.Rate#UNLIMITED}. */
    void changeCapacity(final int rnicIndex, final long bitsPerSecond) {
        links[link(rnicIndex, false)].changeCapacity(bitsPerSecond, nowNs());
        links[link(rnicIndex, true)].changeCapacity(bitsPerSecond, nowNs());
    }

    /** When the present duty cycle began. */
    long nowNs() {
        return clock.nanoTime();
    }

    /** From now on only what was begun is posted. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /** When a tenant that is held back now may go on; {@link Long#MAX_VALUE} if none is. */
    long nextWakeUpNs() {
        long first = Long.MAX_VALUE;
        for (final Link link : links) {
            first = Math.min(first, link.nextWakeUpNs());
        }
        return first;
    }

    /** Of payload, by the last {@link #post}. */
    long postedBytes() {
        long bytes = 0;
        for (final Link link : links) {
            bytes += link.postedBytes();
        }
        return bytes;
    }

    /** Posts a bounded number of pieces over each link, {@code most} if they are small; how many turns. */
    int post(final int most) {
        final long nowNs = nowNs();
        int posts = 0;
        for (final Link link : links) {
            posts += link.post(nowNs, most);
        }
        return posts;
    }
}
