package io.weir.router.admin;

import io.weir.router.config.RouterConfig;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a router serves.
 *
 * @param host      its name
 * @param pid       its process
 * @param directory its run directory
 * @param startedMs when it started, ms since 1970
 * @param rail      its rail, for people
 * @param control   where peers reach it; null without a rail
 * @param peers     the other hosts
 * @param tenants   who may attach
 * @param rnics     the counters of each RNIC, by its kind, since the router started
 * @param threads   of the router, with what they allocated
 * @param policy    which policies are in force
 */
public record RouterStatus(String host, long pid, String directory, long startedMs, String rail, String control,
                           List<PeerStatus> peers, List<TenantStatus> tenants, Map<String, Map<String, Long>> rnics,
                           List<ThreadStatus> threads, PolicyStatus policy) {
    /** Copies the lists. */
    public RouterStatus {
        peers = List.copyOf(peers);
        tenants = List.copyOf(tenants);
        rnics = Collections.unmodifiableMap(rnics);
        threads = List.copyOf(threads);
    }

    /** What its threads of that name have allocated on the Java heap, in bytes. */
    public long allocatedBytes(final String thread) {
        return threads.stream().filter(each -> each.name().equals(thread)).mapToLong(ThreadStatus::allocatedBytes)
            .sum();
    }

    /** Of this process; {@code railState} is what there is to say of the rail besides its configuration. */
    public static RouterStatus of(final RouterConfig config, final String railState, final long startedMs,
                                  final List<PeerStatus> peers,
                                  final List<TenantStatus> tenants, final Map<String, Map<String, Long>> rnics,
                                  final PolicyStatus policy) {
        return new RouterStatus(config.host(), ProcessHandle.current().pid(), config.directory().toString(), startedMs,
            config.rail() + railState, config.control() == null ? null : config.control().toString(), peers, tenants,
            rnics, ThreadStatus.all(), policy);
    }
}
