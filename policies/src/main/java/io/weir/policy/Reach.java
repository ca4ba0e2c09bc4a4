package io.weir.policy;

import java.util.List;
import java.util.Set;

/**
 * Whom a tenant may reach on its network. It always reaches itself.
 *
 * @param everybody whether that is everybody on the network; then the rest is empty
 * @param tenants   tenants of this host, by name
 * @param prefixes  devices anywhere, by their addresses
 */
public record Reach(boolean everybody, Set<String> tenants, List<Ipv4Prefix> prefixes) {
    /** Whoever is on its network. */
    public static final Reach EVERYBODY = new Reach(true, Set.of(), List.of());

    /** Copies the collections. */
    public Reach {
        tenants = Set.copyOf(tenants);
        prefixes = List.copyOf(prefixes);
        if (everybody && !(tenants.isEmpty() && prefixes.isEmpty())) {
            throw new IllegalArgumentException("everybody, or some: not both");
        }
    }

    /** Those, and nobody else. */
    public static Reach only(final Set<String> tenants, final List<Ipv4Prefix> prefixes) {
        return new Reach(false, tenants, prefixes);
    }

    /**
     * Whether a device may be reached.
     *
     * @param tenant  whose it is; null if that is not known, as on another host
     * @param address of it, see {@link Ipv4}
     */
    public boolean admits(final String tenant, final int address) {
        if (everybody || (tenant != null && tenants.contains(tenant))) {
            return true;
        }
        for (int i = 0; i < prefixes.size(); i++) {
            if (prefixes.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
