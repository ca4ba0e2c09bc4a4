package io.weir.router.admin;

import static io.weir.router.admin.MetricFamily.counter;
import static io.weir.router.admin.MetricFamily.gauge;
import static io.weir.router.admin.MetricFamily.histogram;

import io.weir.router.accounting.Operation;
import io.weir.router.accounting.TenantUsage;
import io.weir.verbs.WcStatus;
import java.util.List;
import java.util.Locale;

/** What is measured of tenants. Series of totals are there from the start, at 0. */
final class TenantMetrics {
    private static final double NANOS = 1e9;
    private static final double BITS = 8;

    private final MetricFamily bytes = counter("weir_tenant_bytes",
        "Payload by direction (egress, ingress: own operations; served: peers' one-sided ones) and operation.");
    private final MetricFamily operations = counter("weir_tenant_operations", "Completed operations, likewise.");
    private final MetricFamily errors = counter("weir_tenant_errors", "Work completions that failed, by status.");
    private final MetricFamily throttled = counter("weir_tenant_throttled_seconds",
        "Time in which a tenant had something to do and was held back, by reason.");
    private final MetricFamily excessBytes = counter("weir_tenant_excess_bytes",
        "Payload beyond the limits of a tenant in mode audit.");
    private final MetricFamily excessOperations = counter("weir_tenant_excess_operations",
        "Work requests beyond the limits of a tenant in mode audit.");
    private final MetricFamily excessSeconds = counter("weir_tenant_excess_seconds",
        "Time in which a tenant in mode audit did more than its limits allow.");
    private final MetricFamily heldBack = gauge("weir_tenant_held_back",
        "1 while a tenant is held back, with the reason; there is no series while it is not.");
    private final MetricFamily byteLimit = gauge("weir_tenant_limit_bytes_per_second",
        "Limit of payload; there is no series without one.");
    private final MetricFamily operationLimit = gauge("weir_tenant_limit_operations_per_second",
        "Limit of work requests; there is no series without one.");
    private final MetricFamily weight = gauge("weir_tenant_weight", "Share of a contended rail.");
    private final MetricFamily sessions = gauge("weir_tenant_sessions", "Attached processes.");
    private final MetricFamily objects = gauge("weir_tenant_objects", "Verbs objects held, by kind.");
    private final MetricFamily memory = gauge("weir_tenant_memory_bytes", "Memory that its segments hold.");
    private final MetricFamily memoryLimit = gauge("weir_tenant_memory_limit_bytes", "Memory that they may hold.");
    private final MetricFamily backlog = gauge("weir_tenant_backlog_operations",
        "Work requests posted and not completed.");
    private final MetricFamily latency = histogram("weir_tenant_latency_seconds",
        "From the doorbell to the completion, of a sample of the work requests.");

    private TenantMetrics() {
    }

    static List<MetricFamily> of(final Activity activity) {
        final TenantMetrics metrics = new TenantMetrics();
        activity.status().tenants().forEach(metrics::addStatus);
        activity.usage().tenants().forEach(metrics::addUsage);
        activity.tenants().forEach(metrics::addActivity);
        return List.of(metrics.bytes, metrics.operations, metrics.errors, metrics.throttled, metrics.heldBack,
            metrics.excessBytes, metrics.excessOperations, metrics.excessSeconds,
            metrics.byteLimit, metrics.operationLimit, metrics.weight, metrics.sessions, metrics.objects,
            metrics.memory, metrics.memoryLimit, metrics.backlog, metrics.latency);
    }

    private void addStatus(final TenantStatus tenant) {
        final String name = tenant.name();
        addLimit(byteLimit, tenant.egressBitsPerSecond(), BITS, "tenant", name, "direction", "egress");
        addLimit(byteLimit, tenant.ingressBitsPerSecond(), BITS, "tenant", name, "direction", "ingress");
        addLimit(operationLimit, tenant.operationsPerSecond(), 1, "tenant", name);
        weight.add(tenant.weight(), "tenant", name);
        sessions.add(tenant.sessions(), "tenant", name);
        memory.add(tenant.memoryBytes(), "tenant", name);
        memoryLimit.add(tenant.memoryLimitBytes(), "tenant", name);
    }

    private static void addLimit(final MetricFamily family, final Long limit, final double unit,
                                 final String... labels) {
        if (limit != null) {
            family.add(limit / unit, labels);
        }
    }

    private void addUsage(final UsageReport.Tenant tenant) {
        final String name = tenant.tenant();
        for (final Operation operation : Operation.values()) {
            final TenantUsage.Count count =
                tenant.operations().getOrDefault(lower(operation), new TenantUsage.Count(0, 0));
            final String[] labels =
                {"tenant", name, "direction", lower(operation.direction()), "operation", lower(operation)};
            bytes.add(count.bytes(), labels);
            operations.add(count.messages(), labels);
        }
        for (final WcStatus status : TenantUsage.failureStatuses()) {
            errors.add(tenant.errors().getOrDefault(lower(status), 0L), "tenant", name, "status", lower(status));
        }
    }

    private void addActivity(final TenantActivity tenant) {
        final String name = tenant.name();
        tenant.held().forEach((kind, count) -> objects.add(count, "tenant", name, "kind", kind));
        tenant.heldBack().forEach((direction, reason) ->
            heldBack.add(1, "tenant", name, "direction", direction, "reason", reason));
        tenant.heldNs().forEach((direction, times) -> times.forEach((reason, nanos) ->
            throttled.add(nanos / NANOS, "tenant", name, "direction", direction, "reason", reason)));
        tenant.excess().forEach((direction, excess) -> {
            excessBytes.add(excess.bytes(), "tenant", name, "direction", direction);
            excessOperations.add(excess.operations(), "tenant", name, "direction", direction);
            excessSeconds.add(excess.ns() / NANOS, "tenant", name, "direction", direction);
        });
        backlog.add(tenant.backlog(), "tenant", name);
        latency.add(tenant.latency(), "tenant", name);
    }

    private static String lower(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
