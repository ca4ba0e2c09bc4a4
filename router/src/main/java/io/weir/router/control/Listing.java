package io.weir.router.control;

import io.weir.policy.RateLimiter;
import io.weir.router.accounting.Direction;
import io.weir.router.admin.Excess;
import io.weir.router.admin.Resource;
import io.weir.router.admin.TenantActivity;
import io.weir.router.admin.TenantStatus;
import io.weir.router.datapath.DataDevice;
import io.weir.router.datapath.HoldTimes;
import io.weir.router.tenant.Cq;
import io.weir.router.tenant.Mr;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Qp;
import io.weir.router.tenant.Session;
import io.weir.router.tenant.Srq;
import io.weir.router.tenant.Tenant;
import io.weir.shm.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What tenants hold, as the admin socket tells it. Control thread. */
final class Listing {
    /** Of a tenant's own operations. */
    private static final List<Direction> OWN = List.of(Direction.EGRESS, Direction.INGRESS);

    private Listing() {
    }

    static List<TenantStatus> tenants(final Networks networks) {
        final List<TenantStatus> all = new ArrayList<>();
        for (final Tenant tenant : networks.tenants()) {
            all.add(TenantStatus.of(
                tenant.policy(), tenant.device().gid().ipv4(), tenant.sessions().size(), tenant.memoryBytes()));
        }
        return all;
    }

    static List<TenantActivity> activities(final Networks networks) {
        final List<TenantActivity> all = new ArrayList<>();
        for (final Tenant tenant : networks.tenants()) {
            final Map<String, Integer> held = new TreeMap<>();
            for (final ObjectKind kind : ObjectKind.values()) {
                held.put(lower(kind), tenant.held(kind));
            }
            final DataDevice data = tenant.device().data();
            all.add(new TenantActivity(tenant.name(), held, backlog(tenant), heldBack(data), heldNs(data), excess(data),
                data.latencies()));
        }
        return all;
    }

    private static long backlog(final Tenant tenant) {
        long backlog = 0;
        for (final Session session : tenant.sessions()) {
            for (final io.weir.router.tenant.Resource held : session.resources()) {
                backlog += held instanceof final Qp queuePair ? queuePair.backlog() : 0;
            }
        }
        return backlog;
    }

    private static Map<String, String> heldBack(final DataDevice data) {
        final Map<String, String> reasons = new TreeMap<>();
        for (final Direction direction : OWN) {
            final RateLimiter.Reason reason = data.heldBack(direction);
            if (reason != RateLimiter.Reason.NONE) {
                reasons.put(lower(direction), lower(reason));
            }
        }
        return reasons;
    }

    private static Map<String, Map<String, Long>> heldNs(final DataDevice data) {
        final Map<String, Map<String, Long>> all = new TreeMap<>();
        for (final Direction direction : OWN) {
            final Map<String, Long> times = new TreeMap<>();
            for (final RateLimiter.Reason reason : RateLimiter.Reason.values()) {
                if (reason != RateLimiter.Reason.NONE) {
                    times.put(lower(reason), data.holdTimes().heldNs(direction, reason));
                }
            }
            all.put(lower(direction), times);
        }
        return all;
    }

    private static Map<String, Excess> excess(final DataDevice data) {
        final Map<String, Excess> all = new TreeMap<>();
        for (final Direction direction : OWN) {
            final HoldTimes times = data.holdTimes();
            all.put(lower(direction), new Excess(times.excessBytes(direction), times.excessOperations(direction),
                times.excessNs(direction)));
        }
        return all;
    }

    private static String lower(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<Resource> resources(final List<ControlSession> sessions) {
        final List<Resource> all = new ArrayList<>();
        for (final ControlSession session : sessions) {
            final String tenant = session.tenant().name();
            final int pid = session.origin().credentials().pid();
            all.add(Resource.of("session", tenant, session.id(), pid, session.id())
                .withBytes(session.session().memoryBytes()));
            for (final io.weir.router.tenant.Resource held : session.session().resources()) {
                all.add(describe(held, tenant, session.id(), pid));
            }
        }
        return all;
    }

    private static Resource describe(final io.weir.router.tenant.Resource held, final String tenant, final int session,
                                     final int pid) {
        final String kind = held.kind().name().toLowerCase(Locale.ROOT);
        final Resource known = Resource.of(kind, tenant, session, pid, held.handle());
        return switch (held) {
            case Qp qp -> known.asQp(qp.type(), qp.state(), qp.layout().sqDepth(), qp.binding(), physicalNumber(qp),
                qp.attributes().destQpNumber == 0 ? null : (long) qp.attributes().destQpNumber);
            case Mr mr -> Resource.of(kind, tenant, session, pid, Integer.toUnsignedLong(mr.lkey()))
                .asMr(mr.rkey(), mr.physicalRkey(), mr.length());
            case Cq cq -> known.withEntries(cq.depth());
            case Srq srq -> known.withEntries(srq.layout().depth());
            default -> known;
        };
    }

    private static Long physicalNumber(final Qp qp) {
        // a datagram queue pair has a number on each RNIC, none more its own than the others
        return qp.bindingIndex() < 0 ? null : (long) qp.data().physicalNumber(qp.bindingIndex());
    }
}
