package io.weir.router.control;

import io.weir.router.admin.Resource;
import io.weir.router.admin.TenantStatus;
import io.weir.router.tenant.Mr;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Qp;
import io.weir.router.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What tenants hold, as the admin socket tells it. Control thread. */
final class Listing {
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

    static List<Resource> resources(final List<ControlSession> sessions) {
        final List<Resource> all = new ArrayList<>();
        for (final ControlSession session : sessions) {
            final String tenant = session.tenant().name();
            final int pid = session.origin().credentials().pid();
            all.add(new Resource("session", tenant, session.id(), pid, session.id(), null, null,
                session.session().memoryBytes()));
            for (final io.weir.router.tenant.Resource held : session.session().resources()) {
                all.add(describe(held, tenant, session.id(), pid));
            }
        }
        return all;
    }

    private static Resource describe(final io.weir.router.tenant.Resource held, final String tenant, final int session,
                                     final int pid) {
        final String kind = held.kind().name().toLowerCase(Locale.ROOT);
        return switch (held) {
            case Qp qp -> new Resource(kind, tenant, session, pid, qp.handle(), physicalNumber(qp),
                qp.state().name(), null);
            case Mr mr -> new Resource(kind, tenant, session, pid, Integer.toUnsignedLong(mr.lkey()), null, null,
                mr.length());
            default -> new Resource(kind, tenant, session, pid, held.handle(), null, null, null);
        };
    }

    private static Long physicalNumber(final Qp qp) {
        // a datagram queue pair has a number on each RNIC, none more its own than the others
        return qp.bindingIndex() < 0 ? null : (long) qp.data().physicalNumber(qp.bindingIndex());
    }
}
