package io.weir.router.cli;

import io.weir.router.accounting.Direction;
import io.weir.router.accounting.Latencies;
import io.weir.router.accounting.Operation;
import io.weir.router.admin.Activity;
import io.weir.router.admin.RailActivity;
import io.weir.router.admin.TenantActivity;
import io.weir.router.admin.TenantStatus;
import io.weir.router.admin.ThreadActivity;
import io.weir.router.admin.UsageReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a router did between two looks.
 *
 * @param host    its name
 * @param upMs    since it started
 * @param seconds between the looks
 * @param busy    share of the time, in percent, in which each of its threads had work
 * @param rails   of the router
 * @param tenants in the order of the configuration
 */
record TopFrame(String host, long upMs, double seconds, Map<String, Double> busy, List<Rail> rails,
                List<TopRow> tenants) {
    private static final double NANOS = 1e9;
    private static final double PERCENT = 100;
    private static final int BYTE_BITS = 8;
    /** InfiniBand counts data in words of four bytes. */
    private static final int WORD_BITS = 32;
    private static final Latencies NONE = new Latencies(0, new long[0]);

    /**
     * One RNIC.
     *
     * @param name                  its kind and name
     * @param active                whether packets go
     * @param transmitBitsPerSecond on the wire; null where nothing is
     * @param receiveBitsPerSecond  likewise
     */
    record Rail(String name, boolean active, Double transmitBitsPerSecond, Double receiveBitsPerSecond) {
    }

    /** The same router, twice; a tenant that was not there before did nothing. */
    static TopFrame between(final Activity before, final Activity now) {
        final double seconds = Math.max(1e-3, (now.atNs() - before.atNs()) / NANOS);
        final Map<String, UsageReport.Tenant> used = byName(before.usage().tenants(), UsageReport.Tenant::tenant);
        final Map<String, UsageReport.Tenant> uses = byName(now.usage().tenants(), UsageReport.Tenant::tenant);
        final Map<String, TenantActivity> did = byName(before.tenants(), TenantActivity::name);
        final Map<String, TenantActivity> does = byName(now.tenants(), TenantActivity::name);
        final List<TopRow> rows = now.status().tenants().stream().filter(status -> does.containsKey(status.name()))
            .map(status -> {
                final String name = status.name();
                return row(status, seconds, used.getOrDefault(name, uses.get(name)), uses.get(name), did.get(name),
                    does.get(name));
            }).toList();
        return new TopFrame(now.status().host(), System.currentTimeMillis() - now.status().startedMs(), seconds,
            busy(before, now, seconds), rails(before, now, seconds), rows);
    }

    private static TopRow row(final TenantStatus status, final double seconds, final UsageReport.Tenant used,
                              final UsageReport.Tenant uses, final TenantActivity did, final TenantActivity does) {
        final Latencies latencies = does.latency().since(did == null ? NONE : did.latency());
        return new TopRow(status.name(),
            uses == null ? 0 : rate(used.egress().bytes(), uses.egress().bytes(), seconds) * BYTE_BITS,
            status.egressBitsPerSecond(),
            uses == null ? 0 : rate(used.ingress().bytes(), uses.ingress().bytes(), seconds) * BYTE_BITS,
            status.ingressBitsPerSecond(),
            uses == null ? 0 : rate(used.served().bytes(), uses.served().bytes(), seconds) * BYTE_BITS,
            uses == null ? 0 : rate(ownOperations(used), ownOperations(uses), seconds), status.operationsPerSecond(),
            latencies.percentileNs(50), latencies.percentileNs(99),
            new TreeMap<>(does.heldBack()).entrySet().stream().map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining(", ")),
            uses == null ? 0 : throttled(used, uses) / NANOS / seconds * PERCENT,
            does.backlog(), does.held().getOrDefault("qp", 0), status.sessions(), uses == null ? 0 : uses.failures());
    }

    private static double rate(final long before, final long now, final double seconds) {
        return Math.max(0, now - before) / seconds;
    }

    private static long ownOperations(final UsageReport.Tenant usage) {
        long operations = 0;
        for (final Operation operation : Operation.values()) {
            if (operation.direction() != Direction.SERVED) {
                final var count = usage.operations().get(operation.name().toLowerCase(Locale.ROOT));
                operations += count == null ? 0 : count.messages();
            }
        }
        return operations;
    }

    private static double throttled(final UsageReport.Tenant used, final UsageReport.Tenant uses) {
        return uses.throttledNs().entrySet().stream()
            .mapToLong(each -> each.getValue() - used.throttledNs().getOrDefault(each.getKey(), 0L)).max().orElse(0);
    }

    private static Map<String, Double> busy(final Activity before, final Activity now, final double seconds) {
        final Map<String, ThreadActivity> did = byName(before.threads(), ThreadActivity::name);
        final Map<String, Double> busy = new LinkedHashMap<>();
        for (final ThreadActivity thread : now.threads()) {
            final ThreadActivity was = did.getOrDefault(thread.name(), thread);
            busy.put(thread.name(),
                Math.min(PERCENT, rate(was.busyNs(), thread.busyNs(), seconds) / NANOS * PERCENT));
        }
        return busy;
    }

    private static List<Rail> rails(final Activity before, final Activity now, final double seconds) {
        final Map<String, RailActivity> was = byName(before.rails(), rail -> rail.kind() + " " + rail.name());
        return now.rails().stream().map(rail -> {
            final String name = rail.kind() + " " + rail.name();
            final Map<String, Long> counted = was.getOrDefault(name, rail).counters();
            return new Rail(name, rail.active(), wire(counted, rail.counters(), "port_xmit_data", seconds),
                wire(counted, rail.counters(), "port_rcv_data", seconds));
        }).toList();
    }

    private static Double wire(final Map<String, Long> before, final Map<String, Long> now, final String counter,
                               final double seconds) {
        final Long value = now.get(counter);
        return value == null ? null : rate(before.getOrDefault(counter, value), value, seconds) * WORD_BITS;
    }

    private static <T> Map<String, T> byName(final List<T> all, final Function<T, String> name) {
        return all.stream().collect(Collectors.toMap(name, Function.identity(), (one, other) -> one,
            LinkedHashMap::new));
    }
}
