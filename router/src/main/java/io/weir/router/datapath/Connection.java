package io.weir.router.datapath;

import io.weir.policy.ServiceClass;
import io.weir.policy.TenantLimiters;
import io.weir.router.rnic.RtrAttributes;
import io.weir.verbs.Gid;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;

/**
 * The other side of a connected queue pair, from RTR until it is reset: whose keys its work requests name, and who is
 * charged for what is served there.
 */
final class Connection {
    private final QueuePair queuePair;
    private final Session session;
    private int trafficClass;
    private int serviceLevel;
    private RemoteKeys keys;
    private RemoteKeyCache cache;

    Connection(final QueuePair queuePair, final Session session) {
        this.queuePair = queuePair;
        this.session = session;
    }

    /** What the address vector says besides where it leads. */
    void mark(final int newTrafficClass, final int newServiceLevel) {
        trafficClass = newTrafficClass;
        serviceLevel = newServiceLevel;
    }

    /** The class that the address vector asks for, as far as the policy gives it. */
    ServiceClass service(final TenantLimiters pace) {
        return pace.service(trafficClass, serviceLevel);
    }

    void open(final RtrAttributes attributes, final RemoteKeys remote) {
        queuePair.meter().connected(peer(attributes, remote), session.nowNs());
        keys = remote;
        cache = remote.otherHost() == null ? null : session.remoteKeys().retain(remote.otherHost());
    }

    /** Of no effect if it is not open. */
    void close() {
        keys = null;
        if (cache != null) {
            session.remoteKeys().release(cache, queuePair);
            cache = null;
        }
    }

    /** What the rkeys are. */
    RemoteKeys keys() {
        return keys;
    }

    /** Those of another host's device that are known; null for other keys. */
    RemoteKeyCache cache() {
        return cache;
    }

    /** The peer's RNIC served a piece: counts it for the peer where nobody there does. */
    void onServed(final Opcode opcode, final long bytes) {
        if (cache != null) {
            cache.served(opcode, bytes);
        } else if (keys != null && keys.sameHost() != null && !queuePair.active().tellsServed()) {
            final WcOpcode served = ServedTotals.operation(opcode);
            if (served != null) {
                ((Device) keys.sameHost()).meterServed(served, 1, bytes);
            }
        }
    }

    private static Gid peer(final RtrAttributes attributes, final RemoteKeys remote) {
        if (remote.arePhysical()) {
            return Gid.ofIpv4(attributes.address());
        }
        return remote.sameHost() == null ? remote.otherHost().gid() : ((Device) remote.sameHost()).gid();
    }
}
