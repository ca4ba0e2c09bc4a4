package io.weir.router.datapath;

import io.weir.router.rnic.Keys;
import io.weir.router.rnic.SendWr;
import io.weir.verbs.QpType;

/**
 * Where the work request that a {@link SendQueue} has open goes: the {@link Binding} that takes it, and the physical
 * names of what it names on the other side. Names of other hosts may have to be asked for; meanwhile it waits.
 */
final class RemoteName {
    private final QueuePair queuePair;
    private final SendRequest request;
    private final SendWr wr;
    /** Of datagrams; null for a connected queue pair. */
    private final Destinations destinations;
    private Binding target;
    private int physicalRkey;
    private boolean known;
    private boolean awaited;

    RemoteName(final QueuePair queuePair, final Device device, final QpType type, final SendRequest request,
               final SendWr wr) {
        this.queuePair = queuePair;
        this.request = request;
        this.wr = wr;
        destinations = type == QpType.UD ? new Destinations(queuePair, device) : null;
    }

    /** Another work request was fetched. */
    void begin() {
        target = queuePair.active();
        known = destinations == null && !request.needsRkey();
        physicalRkey = Keys.INVALID;
    }

    /** Index of the RNIC that the work request goes to. */
    int rnicIndex() {
        if (target != null) {
            return target.rnicIndex();
        }
        final AddressHandle way = request.addressHandle();
        return way.isDestroyed() ? Device.SAME_HOST : way.rnicIndex();
    }

    /** Of a datagram: as its address handle says. */
    int trafficClass() {
        return request.addressHandle().trafficClass();
    }

    /** Who takes the work request. */
    Binding target() {
        return target;
    }

    /** What its rkey is there. */
    int physicalRkey() {
        return physicalRkey;
    }

    /** Whether an answer is awaited. */
    boolean isAwaited() {
        return awaited;
    }

    /** Whatever was asked, the answer is of no interest any more. */
    void stopAwaiting() {
        awaited = false;
    }

    /** Makes the remote names physical; false if that takes an answer. */
    boolean resolve(final long nowNs) {
        if (known && !isWayGone()) {
            return true;
        }
        if (!awaited) {
            known = destinations == null ? translate(target.rnicIndex()) : address(nowNs);
            awaited = !known;
        }
        return known;
    }

    /** A destination was answered: post again. */
    void onDestination(final Destination destination) {
        destinations.onAnswer(destination);
        awaited = false;
    }

    /** What it knows of other hosts is of no use any more. */
    void forgetDestinations() {
        if (destinations != null) {
            destinations.release();
        }
    }

    /** The answer to a question; true if it was this one's. */
    boolean onRkey(final int virtualRkey, final int physical) {
        if (!awaited || request.rkey() != virtualRkey) {
            return false;
        }
        awaited = false;
        known = true;
        physicalRkey = physical;
        return true;
    }

    /** A datagram's receiver. Where there is none, same-host memory loses the datagram. */
    private boolean address(final long nowNs) {
        final AddressHandle way = request.addressHandle();
        int number = request.remoteQpNumber();
        if (way.sameHost() != null) {
            number = way.sameHost().physicalDatagramNumber(way.rnicIndex(), number);
        } else if (way.otherHost() != null) {
            number = destinations.resolve(way.otherHost(), way.rnicIndex(), number, nowNs);
        }
        if (number == Destinations.PENDING) {
            return false;
        }
        final boolean lost = number == Destination.NOBODY || way.isDestroyed();
        target = queuePair.bindingOn(lost ? Device.SAME_HOST : way.rnicIndex());
        wr.ah = lost ? null : way.rnicAh();
        wr.remoteQpn = lost ? Destination.NOBODY : number;
        // IBTA volume 1, section 10.2.5: the high-order bit stands for the queue pair's own
        wr.remoteQkey = request.remoteQkey() < 0 ? queuePair.qkey() : request.remoteQkey();
        return true;
    }

    /** The address handle of a datagram that was held back has been destroyed. */
    private boolean isWayGone() {
        return destinations != null && wr.ah != null && request.addressHandle().isDestroyed();
    }

    private boolean translate(final int rnicIndex) {
        final RemoteKeys keys = queuePair.connection().keys();
        if (keys.arePhysical()) {
            physicalRkey = request.rkey();
            return true;
        }
        final DataDevice sameHost = keys.sameHost();
        if (sameHost != null) {
            physicalRkey = sameHost.physicalRkey(rnicIndex, request.rkey());
            return true;
        }
        final RemoteKeyCache cache = queuePair.connection().cache();
        physicalRkey = cache.get(request.rkey());
        if (physicalRkey != Keys.INVALID) {
            return true;
        }
        awaited = true;
        cache.request(queuePair, request.rkey());
        return known;
    }
}
