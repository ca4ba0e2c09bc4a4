package io.weir.router.control;

import io.weir.policy.ByteSize;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Segments;
import io.weir.router.tenant.Tenant;
import java.util.List;

/**
 * Evicts sessions for what no message tells. A tenant whose segments hold more memory than it may loses the session
 * that holds most: the pages are shared, so nothing less gives them back.
 */
final class SessionWarden {
    /** Tenants whose memory is looked at in a turn: each costs system calls. */
    private static final int LOOKS = 32;

    private final Networks networks;
    private final SessionTable sessions;
    private final SessionOpener opener;
    private int next;

    SessionWarden(final Networks networks, final SessionTable sessions, final SessionOpener opener) {
        this.networks = networks;
        this.sessions = sessions;
        this.opener = opener;
    }

    /** How many sessions were evicted. */
    int onTimer(final long nowNs) {
        for (final ControlSession session : List.copyOf(sessions.all())) {
            session.checkConduct(nowNs);
            if (session.offence() != null) {
                opener.close(session, session.offence());
            }
        }
        return enforceMemory();
    }

    private int enforceMemory() {
        int evicted = 0;
        final List<Tenant> tenants = List.copyOf(networks.tenants());
        for (int left = Math.min(LOOKS, tenants.size()); left > 0; left--) {
            next = next >= tenants.size() - 1 ? 0 : next + 1;
            final Tenant tenant = tenants.get(next);
            if (!tenant.sessions().isEmpty()) {
                final long held = tenant.memoryBytes();
                final long limit = tenant.policy().quota().memoryBytes();
                if (held > limit) {
                    opener.close(largest(tenant), tenant.name() + " is over its memory limit: holds "
                        + ByteSize.format(held) + " of " + ByteSize.format(limit));
                    evicted++;
                }
            }
        }
        return evicted;
    }

    /** Memory of that path faulted: its session took it away. */
    void onFault(final String path) {
        for (final ControlSession session : List.copyOf(sessions.all())) {
            if (path.startsWith(session.directory() + "/")
                || (path.startsWith(Segments.MAPPING_PREFIX)
                    && path.endsWith(Segments.mappingSuffix(session.tenant().name(), session.id())))) {
                opener.close(session, "took away shared memory: " + path);
            }
        }
    }

    private ControlSession largest(final Tenant tenant) {
        ControlSession largest = null;
        for (final ControlSession session : sessions.all()) {
            if (session.tenant() == tenant
                && (largest == null || session.session().memoryBytes() > largest.session().memoryBytes())) {
                largest = session;
            }
        }
        return largest;
    }
}
