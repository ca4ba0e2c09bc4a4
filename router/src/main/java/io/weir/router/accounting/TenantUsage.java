package io.weir.router.accounting;

import java.util.EnumMap;
import java.util.Map;

/**
 * What one tenant used since its counters began.
 *
 * @param tenant      its name
 * @param operations  messages and payload bytes by operation
 * @param errors      failed work completions by class
 * @param throttledNs how long it was held back, {@link Direction#EGRESS} and {@link Direction#INGRESS}
 */
public record TenantUsage(String tenant, Map<Operation, Count> operations, Map<ErrorClass, Long> errors,
                          Map<Direction, Long> throttledNs) {
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

    static TenantUsage of(final String tenant, final Map<UsageKey, Long> values) {
        final Map<Operation, Count> operations = new EnumMap<>(Operation.class);
        for (final Operation operation : Operation.values()) {
            operations.put(operation, new Count(
                value(values, tenant, UsageKey.MESSAGES, operation.code()),
                value(values, tenant, UsageKey.BYTES, operation.code())));
        }
        final Map<ErrorClass, Long> errors = new EnumMap<>(ErrorClass.class);
        for (final ErrorClass errorClass : ErrorClass.values()) {
            errors.put(errorClass, value(values, tenant, UsageKey.ERRORS, errorClass.code()));
        }
        final Map<Direction, Long> throttled = new EnumMap<>(Direction.class);
        throttled.put(Direction.EGRESS, value(values, tenant, UsageKey.THROTTLED_NS, Direction.EGRESS.code()));
        throttled.put(Direction.INGRESS, value(values, tenant, UsageKey.THROTTLED_NS, Direction.INGRESS.code()));
        return new TenantUsage(tenant, operations, errors, throttled);
    }

    private static long value(final Map<UsageKey, Long> values, final String tenant, final int quantity,
        final int code) {
        return values.getOrDefault(new UsageKey(tenant, quantity, code), 0L);
    }
}
