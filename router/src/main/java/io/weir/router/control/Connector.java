package io.weir.router.control;

import io.weir.policy.Reach;
import io.weir.router.datapath.AhSpec;
import io.weir.router.datapath.RemoteKeys;
import io.weir.router.overlay.Overlay;
import io.weir.router.overlay.PeerDevice;
import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicInfo;
import io.weir.router.tenant.AhRequest;
import io.weir.router.tenant.ExternalNetwork;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Qp;
import io.weir.router.tenant.QpAttributes;
import io.weir.router.tenant.Tenant;
import io.weir.router.tenant.VerbException;
import io.weir.router.tenant.VirtualDevice;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import java.util.List;

/**
 * Moves queue pairs to RTR, and finds the way for address handles: where the peer is and which RNIC reaches it. A peer
 * on this host is reached at once; for one elsewhere its router is asked, and the reply to the tenant waits for the
 * answer. On an external network nobody is asked: names are physical.
 */
final class Connector {
    private static final String LOCAL = "local";

    private final Networks networks;
    private final Overlay overlay;
    private final ReplyProxy replies;
    private final int localIndex;
    private final int railIndex;
    private final String railKind;
    /** Of the rail, if datagrams within this host go over it, and what shared receive queues take; else null. */
    private final RnicInfo railWithin;

    Connector(final Networks networks, final Overlay overlay, final List<Rnic> rnics, final ReplyProxy replies) {
        this.networks = networks;
        this.overlay = overlay;
        this.replies = replies;
        int local = -1;
        int rail = -1;
        for (int i = 0; i < rnics.size(); i++) {
            if (LOCAL.equals(rnics.get(i).info().kind())) {
                local = i;
            } else {
                rail = i;
            }
        }
        if (local < 0) {
            throw new IllegalArgumentException("no RNIC for this host's own memory");
        }
        localIndex = local;
        railIndex = rail;
        railKind = rail < 0 ? null : rnics.get(rail).info().kind();
        railWithin = rail >= 0 && rnics.get(rail).stocksReceives() ? rnics.get(rail).info() : null;
    }

    void connect(final ControlSession session, final long correlationId, final Qp qp, final QpAttributes changes) {
        requireReach(session.tenant(), changes.dgid);
        final ExternalNetwork outside = session.tenant().device().external();
        if (outside != null) {
            qp.toRtr(changes, outside.route(changes.dgid, changes.destQpNumber));
            replies.done(session, correlationId, qp.handle());
            return;
        }
        final String network = session.tenant().device().network();
        final VirtualDevice here = networks.find(network, changes.dgid);
        if (here != null) {
            connectHere(session, correlationId, qp, changes, here);
            return;
        }
        final PeerDevice there = railIndex < 0 ? null : overlay.find(network, changes.dgid);
        if (there == null) {
            throw new VerbException(Errno.ENETUNREACH, "no device has the GID " + changes.dgid + " on " + network);
        }
        qp.connecting(true);
        overlay.resolveQp(there, changes.destQpNumber, qp.type(), (errno, address, port, qpNumber) -> {
            qp.connecting(false);
            if (!session.isGone()) {
                onResolved(session, correlationId, qp, changes, errno,
                    new Qp.Route(railKind, railIndex, address, port, qpNumber, new RemoteKeys(null, there)));
            }
        });
    }

    /** The way to a device of the network that this one is on, for datagrams. */
    AhSpec way(final Tenant tenant, final AhRequest request) {
        requireReach(tenant, request.dgid());
        final VirtualDevice device = tenant.device();
        final ExternalNetwork outside = device.external();
        if (outside != null) {
            return new AhSpec(
                outside.rail(), attributes(outside.addressOf(request.dgid()), outside.port(), request), null, null);
        }
        final String network = device.network();
        final VirtualDevice here = networks.find(network, request.dgid());
        if (here != null) {
            return railWithin == null
                ? new AhSpec(localIndex, attributes(0, 0, request), here.data(), null)
                : new AhSpec(
                    railIndex, attributes(railWithin.address(), railWithin.port(), request), here.data(), null);
        }
        final PeerDevice there = railIndex < 0 ? null : overlay.find(network, request.dgid());
        if (there == null) {
            throw new VerbException(Errno.ENETUNREACH, "no device has the GID " + request.dgid() + " on " + network);
        }
        return new AhSpec(
            railIndex, attributes(there.rail().address(), there.rail().port(), request), null, there);
    }

    /** A policy may let a tenant reach only some of its network. */
    private void requireReach(final Tenant tenant, final Gid to) {
        final Reach reach = tenant.policy().reach();
        if (reach.everybody()) {
            return;
        }
        final VirtualDevice device = tenant.device();
        final VirtualDevice here = networks.find(device.network(), to);
        if (here == device && here != null) {
            return;
        }
        final Tenant owner = here == null ? null : networks.owner(here);
        if (!to.isIpv4() || !reach.admits(owner == null ? null : owner.name(), to.ipv4())) {
            throw new VerbException(Errno.EACCES,
                "the policy of " + tenant.name() + " does not let it reach " + to + " on " + device.network());
        }
    }

    private static AhAttributes attributes(final int address, final int port, final AhRequest request) {
        return new AhAttributes(address, port, request.trafficClass(), request.hopLimit());
    }

    private void connectHere(final ControlSession session, final long correlationId, final Qp qp,
                             final QpAttributes changes, final VirtualDevice here) {
        final Qp peer = here.queuePair(changes.destQpNumber);
        if (peer == null || peer.type() != qp.type()) {
            throw new VerbException(Errno.EHOSTUNREACH, noQueuePair(changes));
        }
        qp.toRtr(changes, routeHere(peer, new RemoteKeys(here.data(), null),
            railWithin != null && (qp.hasSharedReceives() || peer.hasSharedReceives())));
        replies.done(session, correlationId, qp.handle());
    }

    private Qp.Route routeHere(final Qp peer, final RemoteKeys keys, final boolean overRail) {
        return overRail
            ? new Qp.Route(railKind, railIndex, railWithin.address(), railWithin.port(),
                peer.data().physicalNumber(railIndex), keys)
            : new Qp.Route(LOCAL, localIndex, 0, 0, peer.data().physicalNumber(localIndex), keys);
    }

    private void onResolved(final ControlSession session, final long correlationId, final Qp qp,
                            final QpAttributes changes, final int errno, final Qp.Route route) {
        if (session.tenant().device().queuePair(qp.handle()) != qp) {
            replies.failed(session, correlationId, Errno.ENOENT, qp + " was destroyed on its way to RTR");
        } else if (errno == Errno.ENOENT) {
            replies.failed(session, correlationId, Errno.EHOSTUNREACH, noQueuePair(changes));
        } else if (errno != 0) {
            replies.failed(session, correlationId, errno,
                "the router of " + changes.dgid + " did not tell the way: " + Errno.name(errno));
        } else {
            try {
                qp.toRtr(changes, route);
                replies.done(session, correlationId, qp.handle());
            } catch (final VerbException refusal) {
                replies.failed(session, correlationId, refusal.errno(), refusal.getMessage());
            }
        }
    }

    private static String noQueuePair(final QpAttributes changes) {
        return String.format("%s has no QP 0x%06x", changes.dgid, changes.destQpNumber);
    }
}
