package io.weir.router.accounting;

import io.weir.policy.RateLimiter;
import io.weir.verbs.WcStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What one tenant used since its counters began.
 *
 * @param tenant      its name
 * @param operations  messages and payload bytes by operation
 * @param errors      failed work completions by status
 * @param throttledNs how long its limits held it back, {@link Direction#EGRESS} and {@link Direction#INGRESS}
 * @param heldNs      how long it was held back by each reason, likewise
 */
public record TenantUsage(String tenant, Map<Operation, Count> operations, Map<WcStatus, Long> errors,
                          Map<Direction, Long> throttledNs,
                          Map<Direction, Map<RateLimiter.Reason, Long>> heldNs) {
    /**
     * So much of one operation.
     *
     * @param messages completed
     * @param bytes    of payload
     */
    public record Count(long messages, long bytes) {
        static final Count NONE = new Count(0, 0);

        Count plus(final Count other) {
            return new Count(messages + other.messages, bytes + other.bytes);
        }
    }

    /** Copies the maps. */
    public TenantUsage {
        operations = Map.copyOf(operations);
        errors = Map.copyOf(errors);
        throttledNs = Map.copyOf(throttledNs);
        heldNs = Map.copyOf(heldNs);
    }

    /** The sum over the operations of one direction. */
    public Count total(final Direction direction) {
        return operations.entrySet().stream()
            .filter(entry -> entry.getKey().direction() == direction)
            .map(Map.Entry::getValue)
            .reduce(Count.NONE, Count::plus);
    }

    /** All failed work completions. */
    public long failures() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Statuses of work completions that failed. */
    public static List<WcStatus> failureStatuses() {
        return UsageKey.failures();
    }

    static TenantUsage of(final String tenant, final Map<UsageKey, Long> values) {
        final Map<Operation, Count> operations = new EnumMap<>(Operation.class);
        for (final Operation operation : Operation.values()) {
            operations.put(operation, new Count(
                value(values, tenant, UsageKey.MESSAGES, operation.code()),
                value(values, tenant, UsageKey.BYTES, operation.code())));
        }
        final Map<WcStatus, Long> errors = new EnumMap<>(WcStatus.class);
        for (final WcStatus status : UsageKey.failures()) {
            errors.put(status, value(values, tenant, UsageKey.ERRORS, status.value()));
        }
        final Map<Direction, Long> throttled = new EnumMap<>(Direction.class);
        final Map<Direction, Map<RateLimiter.Reason, Long>> held = new EnumMap<>(Direction.class);
        for (final Direction direction : List.of(Direction.EGRESS, Direction.INGRESS)) {
            throttled.put(direction, value(values, tenant, UsageKey.THROTTLED_NS, direction.code()));
            final Map<RateLimiter.Reason, Long> byReason = new EnumMap<>(RateLimiter.Reason.class);
            ReasonCode.ALL.forEach(reason ->
                byReason.put(reason, values.getOrDefault(UsageKey.held(tenant, direction, reason), 0L)));
            held.put(direction, byReason);
        }
        return new TenantUsage(tenant, operations, errors, throttled, held);
    }

    private static long value(final Map<UsageKey, Long> values, final String tenant, final int quantity,
        final int code) {
        return values.getOrDefault(new UsageKey(tenant, quantity, code), 0L);
    }
}
