package io.weir.router.datapath;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * What a datagram queue pair knows of those it sends to on other hosts. Asked at first use, while the queue pair stands
 * still; asked again while it goes on, so that neither side remembers what is long gone. A tenant's queue pairs
 * together remember a bounded number; whoever finds that full forgets its own.
 */
final class Destinations {
    /** {@link #resolve}: ask again when {@link QueuePair#onDestination} was called. */
    static final int PENDING = -1;

    /** That a device's queue pairs remember together. */
    static final int MAX_PER_DEVICE = 1 << 14;
    /** Questions of a device that may be open without anybody waiting for them. */
    private static final int MAX_REFRESHING = 32;
    private static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(5);
    /** Likewise, of what was not found: it may come to be. */
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final QueuePair queuePair;
    private final Device device;
    private final Map<RemoteDevice, Int2ObjectHashMap<Destination>> known = new IdentityHashMap<>();
    private int size;
    private int physicalNumber;
    private long nowNs;

    Destinations(final QueuePair queuePair, final Device device) {
        this.queuePair = queuePair;
        this.device = device;
    }

    /** The physical number of a device's queue pair, {@link Destination#NOBODY}, or {@link #PENDING}. */
    int resolve(final RemoteDevice remote, final int rnicIndex, final int qpNumber, final long now) {
        nowNs = now;
        final Int2ObjectHashMap<Destination> ofDevice = known.get(remote);
        Destination destination = ofDevice == null ? null : ofDevice.get(qpNumber);
        if (destination == null) {
            destination = add(remote, rnicIndex, qpNumber);
        }
        if (!destination.isKnown()) {
            if (!destination.isAsked()) {
                device.addQuestions(1);
                destination.ask();
            }
            // who asks may have been answered at once
            return destination.isKnown() ? destination.physicalNumber() : PENDING;
        }
        if (destination.isStale(now)) {
            refresh(destination);
        }
        return destination.physicalNumber();
    }

    /** That destination was answered. */
    void onAnswer(final Destination destination) {
        device.addQuestions(-1);
        destination.postpone(
            nowNs + (destination.physicalNumber() == Destination.NOBODY ? RETRY_NS : REFRESH_NS));
    }

    /** The queue pair is gone: whoever learned its name forgets it. */
    void release() {
        clear();
        known.forEach((remote, none) -> remote.forget(physicalNumber));
        known.clear();
    }

    private void clear() {
        known.values().forEach(Int2ObjectHashMap::clear);
        device.addDestinations(-size);
        size = 0;
    }

    private Destination add(final RemoteDevice remote, final int rnicIndex, final int qpNumber) {
        if (device.destinations() >= MAX_PER_DEVICE) {
            clear();
        }
        physicalNumber = queuePair.bindingOn(rnicIndex).rnicQp().qpNumber();
        final Destination destination = new Destination(queuePair, remote, qpNumber, physicalNumber);
        known.computeIfAbsent(remote, key -> new Int2ObjectHashMap<>()).put(qpNumber, destination);
        size++;
        device.addDestinations(1);
        return destination;
    }

    private void refresh(final Destination destination) {
        if (device.questions() < MAX_REFRESHING) {
            device.addQuestions(1);
            destination.ask();
        } else {
            destination.postpone(nowNs + RETRY_NS);
        }
    }
}
