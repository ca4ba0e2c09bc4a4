package io.weir.router.tenant;

import io.weir.verbs.Gid;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The virtual networks, as far as this host has devices on them. Devices of one network reach each other, and no
 * others. Devices on external networks, who all have the rail's GID, are not to be found here.
 */
public final class Networks {
    private final Map<String, Map<Gid, VirtualDevice>> devices = new HashMap<>();
    private final Map<String, Tenant> tenants = new LinkedHashMap<>();

    /** Adds a tenant and its device. */
    public void add(final Tenant tenant) {
        final VirtualDevice device = tenant.device();
        if (device.external() == null) {
            devices.computeIfAbsent(device.network(), name -> new HashMap<>()).put(device.gid(), device);
        }
        tenants.put(tenant.name(), tenant);
    }

    /** Forgets a tenant and its device. */
    public void remove(final Tenant tenant) {
        final VirtualDevice device = tenant.device();
        tenants.remove(tenant.name(), tenant);
        final Map<Gid, VirtualDevice> members = devices.get(device.network());
        if (members != null) {
            members.remove(device.gid(), device);
        }
    }

    /** The tenant of a name, or null. */
    public Tenant tenant(final String name) {
        return tenants.get(name);
    }

    /** Whose device that is, or null if it is not this host's any more. */
    public Tenant owner(final VirtualDevice device) {
        for (final Tenant tenant : tenants.values()) {
            if (tenant.device() == device) {
                return tenant;
            }
        }
        return null;
    }

    /** The device with that GID on that network on this host, or null. */
    public VirtualDevice find(final String network, final Gid gid) {
        final Map<Gid, VirtualDevice> members = devices.get(network);
        return members == null ? null : members.get(gid);
    }

    /** All tenants, in the order of the configuration. */
    public Collection<Tenant> tenants() {
        return tenants.values();
    }
}
