package io.weir.router.tenant;

import io.weir.policy.Ipv4;
import io.weir.policy.Ipv4Prefix;
import io.weir.router.datapath.RemoteKeys;
import io.weir.router.rnic.RnicInfo;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import java.util.List;
import java.util.Set;

/**
 * A network of endpoints that no router serves, reached through the rail. Who is on it has the rail's names: its GID,
 * its queue pair numbers, its rkeys; and names of the other side are taken as they come.
 *
 * <p>The addresses of routers' rails are out of bounds: what comes from one is believed to come from a router, and a
 * tenant could speak there to queue pairs of networks that are not its own.
 */
public final class ExternalNetwork {
    private final String name;
    private final List<Ipv4Prefix> prefixes;
    private final Set<Integer> rails;
    private final RnicInfo info;
    private final int rail;

    /**
     * A network as configured.
     *
     * @param prefixes where its endpoints may be
     * @param rails    addresses of this router's rail and of its peers'
     * @param info     of the RNIC that reaches it
     * @param rail     index of that RNIC
     */
    public ExternalNetwork(final String name, final List<Ipv4Prefix> prefixes, final Set<Integer> rails,
                           final RnicInfo info, final int rail) {
        this.name = name;
        this.prefixes = List.copyOf(prefixes);
        this.rails = Set.copyOf(rails);
        this.info = info;
        this.rail = rail;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Index of the RNIC that reaches it. */
    public int rail() {
        return rail;
    }

    /** The GID of everybody on it at this host: the rail's. */
    public Gid ownGid() {
        return Gid.ofIpv4(info.address());
    }

    /** UDP port of its endpoints: the one that the rail itself has. */
    public int port() {
        return info.port();
    }

    /**
     * The IPv4 address of an endpoint.
     *
     * @throws VerbException EHOSTUNREACH if the GID is none of RoCEv2 over IPv4; EACCES if tenants must not speak to it
     */
    public int addressOf(final Gid gid) {
        if (!gid.isIpv4()) {
            throw new VerbException(Errno.EHOSTUNREACH, "GID " + gid
                + " is no mapped IPv4 address, like ::ffff:192.168.77.2: no endpoint of " + name + " has it");
        }
        final int address = gid.ipv4();
        if (rails.contains(address)) {
            throw new VerbException(Errno.EACCES, Ipv4.format(address)
                + " is the rail of a router: what is there is reached on a virtual network, not on " + name);
        }
        if (!Ipv4.isUnicast(address) || prefixes.stream().noneMatch(prefix -> prefix.contains(address))) {
            throw new VerbException(Errno.EACCES, Ipv4.format(address) + " is not among the endpoints of " + name
                + ": the router's configuration allows " + prefixes);
        }
        return address;
    }

    /** The way to a queue pair of an endpoint. */
    public Qp.Route route(final Gid gid, final int qpNumber) {
        return new Qp.Route(info.kind(), rail, addressOf(gid), port(), qpNumber, RemoteKeys.PHYSICAL);
    }
}
