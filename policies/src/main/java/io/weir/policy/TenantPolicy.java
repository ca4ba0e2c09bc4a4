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
 * @param weight  share of a contended rail, 1 to {@value #MAX_WEIGHT}
 * @param quota   how much
 */
public record TenantPolicy(String name, Set<Integer> uids, Set<Integer> gids, String network, int address,
                           TenantLimits limits, int weight, TenantQuota quota) {
    /** Names of tenants and networks: they appear in paths and tables. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
    /** On an external network a device has the address of the rail. */
    public static final int RAIL_ADDRESS = 0;
    /** The greatest weight. */
    public static final int MAX_WEIGHT = 1024;

    /** Checks the bounds and copies the sets. */
    public TenantPolicy {
        parseName(name);
        parseName(network);
        uids = Set.copyOf(uids);
        gids = Set.copyOf(gids);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(quota, "quota");
        if (address != RAIL_ADDRESS && !Ipv4.isUnicast(address)) {
            throw new IllegalArgumentException("no device can have the address " + Ipv4.format(address));
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("a weight is from 1 to " + MAX_WEIGHT + ": " + weight);
        }
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
