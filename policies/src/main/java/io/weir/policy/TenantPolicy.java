package io.weir.policy;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the operator says of one tenant.
 *
 * @param name    of the tenant: {@link #NAME}
 * @param uids    user ids that may attach, as {@code SO_PEERCRED} tells them
 * @param gids    group ids that may attach
 * @param network virtual or external network of its device: {@link #NAME}
 * @param address virtual IPv4 address of its device, see {@link Ipv4}; its GID is {@code ::ffff:a.b.c.d};
 *                {@link #RAIL_ADDRESS} on an external network
 * @param limits  how fast
 * @param service its class of service: the highest that its queue pairs have
 * @param classes which of its queue pairs have a lower one
 * @param costs   what its operations count for
 * @param mode    whether its limits hold it back
 * @param quota   how much
 * @param reach   whom it may reach on its network
 */
public record TenantPolicy(String name, Set<Integer> uids, Set<Integer> gids, String network, int address,
                           TenantLimits limits, ServiceClass service, QpClasses classes, OperationCosts costs,
                           Mode mode, TenantQuota quota, Reach reach) {
    /** Names of tenants and networks: they appear in paths and tables. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
    /** On an external network a device has the address of the rail. */
    public static final int RAIL_ADDRESS = 0;

    /** Checks the bounds and copies the sets. */
    public TenantPolicy {
        parseName(name);
        parseName(network);
        uids = Set.copyOf(uids);
        gids = Set.copyOf(gids);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(service, "class");
        Objects.requireNonNull(classes, "classes");
        Objects.requireNonNull(costs, "costs");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(quota, "quota");
        Objects.requireNonNull(reach, "reach");
        if (address != RAIL_ADDRESS && !Ipv4.isUnicast(address)) {
            throw new IllegalArgumentException("no device can have the address " + Ipv4.format(address));
        }
    }

    /** Of a tenant of whom no more is said. */
    public static TenantPolicy of(final String name, final Set<Integer> uids, final Set<Integer> gids,
                                  final String network, final int address) {
        return new TenantPolicy(name, uids, gids, network, address, TenantLimits.NONE, ServiceClass.NORMAL,
            QpClasses.NONE, OperationCosts.EQUAL, Mode.ENFORCE, TenantQuota.DEFAULT, Reach.EVERYBODY);
    }

    /** The same with other limits. */
    public TenantPolicy withLimits(final TenantLimits newLimits) {
        return new TenantPolicy(
            name, uids, gids, network, address, newLimits, service, classes, costs, mode, quota, reach);
    }

    /** The same with another class of service. */
    public TenantPolicy withService(final ServiceClass newService) {
        return new TenantPolicy(
            name, uids, gids, network, address, limits, newService, classes, costs, mode, quota, reach);
    }

    /** The same with other classes of its queue pairs. */
    public TenantPolicy withClasses(final QpClasses newClasses) {
        return new TenantPolicy(
            name, uids, gids, network, address, limits, service, newClasses, costs, mode, quota, reach);
    }

    /** The same with other costs. */
    public TenantPolicy withCosts(final OperationCosts newCosts) {
        return new TenantPolicy(
            name, uids, gids, network, address, limits, service, classes, newCosts, mode, quota, reach);
    }

    /** The same in another mode. */
    public TenantPolicy withMode(final Mode newMode) {
        return new TenantPolicy(
            name, uids, gids, network, address, limits, service, classes, costs, newMode, quota, reach);
    }

    /** The same with another quota. */
    public TenantPolicy withQuota(final TenantQuota newQuota) {
        return new TenantPolicy(
            name, uids, gids, network, address, limits, service, classes, costs, mode, newQuota, reach);
    }

    /** The same with another reach. */
    public TenantPolicy withReach(final Reach newReach) {
        return new TenantPolicy(
            name, uids, gids, network, address, limits, service, classes, costs, mode, quota, newReach);
    }

    /** Whether its device is on an external network: its names are those of the rail. */
    public boolean isExternal() {
        return address == RAIL_ADDRESS;
    }

    /** Whether a process with these credentials may attach. */
    public boolean admits(final int uid, final int gid) {
        return uids.contains(uid) || gids.contains(gid);
    }

    /**
     * Reads a name of a tenant, network or host.
     *
     * @throws IllegalArgumentException with one line for the person who wrote it
     */
    public static String parseName(final String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text
                + "' is no name: write 1 to 63 of a-z, 0-9, '.', '_', '-', a letter or digit first and last");
        }
        return text;
    }
}
