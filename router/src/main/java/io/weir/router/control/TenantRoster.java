package io.weir.router.control;

import io.weir.policy.Rate;
import io.weir.policy.TenantPolicy;
import io.weir.router.config.RouterConfig;
import io.weir.router.datapath.DataPath;
import io.weir.router.tenant.Networks;
import io.weir.router.tenant.Tenant;
import io.weir.shm.linux.PeerCredentials;
import java.util.List;
import java.util.function.Function;

/** Lets tenants come, change and go while the router runs. Control thread. */
final class TenantRoster {
    private final RouterConfig config;
    private final Networks networks;
    private final DataPath dataPath;
    private final ControlDirectories directories;
    private final AttachServer server;
    private final SessionTable sessions;
    private final SessionOpener opener;
    private final Function<TenantPolicy, Tenant> maker;

    /** With {@code maker}, which puts a new tenant's device on the data path. */
    TenantRoster(final RouterConfig config, final Networks networks, final DataPath dataPath,
                 final ControlDirectories directories, final AttachServer server, final SessionTable sessions,
                 final SessionOpener opener, final Function<TenantPolicy, Tenant> maker) {
        this.config = config;
        this.networks = networks;
        this.dataPath = dataPath;
        this.directories = directories;
        this.server = server;
        this.sessions = sessions;
        this.opener = opener;
        this.maker = maker;
    }

    /** The tenant of a name, or null. */
    Tenant find(final String name) {
        return networks.tenant(name);
    }

    /** What the tenants share of the rail, in each direction; without one, of this host's own memory. */
    void capacity(final Rate capacity) {
        dataPath.changeCapacity(dataPath.rnics().size() - 1, capacity);
    }

    /** Opens the doors to a new tenant; if it throws, nothing of it stays. */
    void add(final TenantPolicy policy) {
        final Tenant tenant = maker.apply(policy);
        try {
            directories.createTenant(policy.name());
            server.listen(tenant, config.attachSocket(policy.name()), directories);
            networks.add(tenant);
        } catch (final RuntimeException thrown) {
            directories.removeTenant(policy.name());
            dataPath.removeDevice(tenant.device().data());
            throw thrown;
        }
    }

    /** Evicts a tenant's sessions and closes its doors. */
    void remove(final Tenant tenant, final String why) {
        tenant.retire();
        server.unlisten(tenant);
        for (final ControlSession session : List.copyOf(sessions.all())) {
            if (session.tenant() == tenant) {
                opener.close(session, why);
            }
        }
        networks.remove(tenant);
        dataPath.removeDevice(tenant.device().data());
        directories.removeTenant(tenant.name());
    }

    /** From now on this holds; who may no longer attach is put out. Its device stays where it is. */
    void change(final Tenant tenant, final TenantPolicy policy) {
        tenant.policy(policy);
        dataPath.changeDevice(tenant.device().data(), policy);
        for (final ControlSession session : List.copyOf(sessions.all())) {
            final PeerCredentials credentials = session.origin().credentials();
            if (session.tenant() == tenant && !policy.admits(credentials.uid(), credentials.gid())) {
                opener.close(session, "uid " + credentials.uid() + " gid " + credentials.gid()
                    + " may no longer attach as " + tenant.name());
            }
        }
    }
}
