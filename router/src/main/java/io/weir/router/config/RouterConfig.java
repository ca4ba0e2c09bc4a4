package io.weir.router.config;

import io.weir.policy.Rate;
import io.weir.policy.TenantPolicy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a router is told. Complete and consistent: nobody needs to check it again.
 *
 * @param host      name of this host, unlike its peers'
 * @param directory run directory: lock, counters, admin socket, a directory per tenant; absolute
 * @param rail      how it reaches other hosts
 * @param adminHttp where the admin endpoint is served over HTTP, of the loopback interface; null if nowhere
 * @param control   where it takes its peers' control messages; null exactly if the rail is local
 * @param peers     the other hosts; none if the rail is local
 * @param networks  the networks that are external; none if the rail is local
 * @param tenants   who may attach, one at least
 * @param accounting what is kept of what they used
 * @param sources   where all this was read
 */
public record RouterConfig(String host, Path directory, Endpoint adminHttp, RailConfig rail, Endpoint control,
                           List<PeerConfig> peers, List<ExternalNetworkConfig> networks,
                           List<TenantPolicy> tenants, AccountingConfig accounting, ConfigSources sources) {
    /** Name of the attach socket in the directory of a tenant. */
    public static final String ATTACH_SOCKET = "weir.sock";
    /** Longest path a Unix socket can be bound to: {@code sun_path} less its final zero, see unix(7). */
    public static final int MAX_SOCKET_PATH_BYTES = 107;
    /** Longest run directory: leaves room for the admin socket, which is made under a name that nobody can guess. */
    static final int MAX_DIRECTORY_BYTES = MAX_SOCKET_PATH_BYTES - 25;

    /** Copies the lists. */
    public RouterConfig {
        peers = List.copyOf(peers);
        networks = List.copyOf(networks);
        tenants = List.copyOf(tenants);
    }

    /** That was never in a file, with what is usual for accounting. */
    public RouterConfig(final String host, final Path directory, final Endpoint adminHttp, final RailConfig rail,
                        final Endpoint control, final List<PeerConfig> peers,
                        final List<ExternalNetworkConfig> networks, final List<TenantPolicy> tenants) {
        this(host, directory, adminHttp, rail, control, peers, networks, tenants, AccountingConfig.DEFAULT,
            ConfigSources.NONE);
    }

    /** The same with the rail's packets captured. */
    public RouterConfig withCapture(final CaptureConfig capture) {
        final RailConfig captured = rail.withCapture(capture);
        return new RouterConfig(
            host, directory, adminHttp, captured, control, peers, networks, tenants, accounting, sources);
    }

    /**
     * What it says besides its tenants, by key: what a router that runs does not change. Without the capture, which
     * its command line may have asked for, and the rail's capacity, which may change.
     */
    public Map<String, String> fixed() {
        final Map<String, String> fixed = new LinkedHashMap<>();
        fixed.put("host", host);
        fixed.put("directory", directory.toString());
        fixed.put("admin", adminHttp == null ? "none" : adminHttp.toString());
        fixed.put("rail", rail.withCapture(null).withCapacity(Rate.unlimited(Rate.Unit.BITS)).toString());
        fixed.put("control", control == null ? "none" : control.toString());
        peers.forEach(peer -> fixed.put("peer " + peer.name(), "control " + peer.control() + ", rail " + peer.rail()
            + ", devices " + peer.devices()));
        networks.forEach(network -> fixed.put("network " + network.name(), "external " + network.prefixes()));
        fixed.put("accounting", accounting.toString());
        return fixed;
    }

    /** Where the socket of the admin endpoint is. */
    public Path adminSocket() {
        return adminSocket(directory);
    }

    /** Where the socket of the admin endpoint of a router with this run directory is. */
    public static Path adminSocket(final Path directory) {
        return directory.resolve("admin.sock");
    }

    /** Where the counters are. */
    public Path countersFile() {
        return directory.resolve("counters.weir");
    }

    /** Where the usage of each queue pair is, until the ledger has it. */
    public Path usageFile() {
        return directory.resolve("usage.weir");
    }

    /** Where the ledger is. */
    public Path ledgerFile() {
        return accounting.ledger() == null ? ledgerFile(directory) : accounting.ledger();
    }

    /** Where the ledger of a router with this run directory is, unless its configuration says otherwise. */
    public static Path ledgerFile(final Path directory) {
        return directory.resolve("ledger.db");
    }

    /** Where what happens to what tenants are billed by is written. */
    public Path auditLog() {
        return directory.resolve("audit.log");
    }

    /** The directory of a tenant: what is mounted into its containers. */
    public Path tenantDirectory(final String tenant) {
        return tenantDirectory(directory, tenant);
    }

    /** Where a tenant attaches. */
    public Path attachSocket(final String tenant) {
        return tenantDirectory(tenant).resolve(ATTACH_SOCKET);
    }

    static Path tenantDirectory(final Path directory, final String tenant) {
        return directory.resolve("tenants").resolve(tenant);
    }
}
