package io.weir.router.accounting;

import io.weir.policy.RateLimiter;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.function.ToIntFunction;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * The counters of one tenant, for the data-path thread alone: plain reads, ordered stores, no allocation. Bytes are
 * stored before the message they belong to, so that whoever reads, or dies between the two, never finds a message
 * without its bytes.
 */
public final class UsageCounters {
    private final UnsafeBuffer values;
    private final int[] messages = new int[Operation.values().length];
    private final int[] bytes = new int[Operation.values().length];
    private final int[] errors = new int[WcStatus.values().length];
    private final int[] throttled = new int[Direction.values().length];
    private final int[] held = new int[ReasonCode.COUNT * Direction.values().length];

    UsageCounters(final UnsafeBuffer values, final ToIntFunction<UsageKey> ids, final String tenant) {
        this.values = values;
        for (final UsageKey key : UsageKey.of(tenant)) {
            offsets(key.quantity())[key.code()] = CountersReader.counterOffset(ids.applyAsInt(key));
        }
    }

    /**
     * A work completion of the tenant, on a send or a receive queue, with so many bytes of payload (8 for an atomic).
     */
    public void completed(final WcOpcode opcode, final long payload) {
        count(Operation.completed(opcode), 1, payload);
    }

    /** A one-sided operation of a peer: RDMA_WRITE, RDMA_READ, COMP_SWAP, FETCH_ADD. */
    public void served(final WcOpcode opcode, final long payload) {
        served(opcode, 1, payload);
    }

    /** So many of them, with so many bytes together. */
    public void served(final WcOpcode opcode, final long operations, final long payload) {
        count(Operation.served(opcode), operations, payload);
    }

    /** A work completion that is not SUCCESS. */
    public void failed(final WcStatus status) {
        add(errors[status.value()], 1);
    }

    /** So long the tenant had work and was held back; {@link Direction#EGRESS} or {@link Direction#INGRESS}. */
    public void held(final Direction direction, final RateLimiter.Reason reason, final long nanos) {
        add(held[ReasonCode.COUNT * direction.code() + ReasonCode.of(reason)], nanos);
        if (ReasonCode.isLimit(reason)) {
            add(throttled[direction.code()], nanos);
        }
    }

    /** So many operations, with so many bytes together. */
    void count(final Operation operation, final long operations, final long payload) {
        add(bytes[operation.ordinal()], payload);
        add(messages[operation.ordinal()], operations);
    }

    long messages(final Operation operation) {
        return values.getLong(messages[operation.ordinal()]);
    }

    long bytes(final Operation operation) {
        return values.getLong(bytes[operation.ordinal()]);
    }

    /** Corrects what a router that was killed left half counted. */
    void set(final Operation operation, final long operations, final long payload) {
        values.putLongRelease(bytes[operation.ordinal()], payload);
        values.putLongRelease(messages[operation.ordinal()], operations);
    }

    private void add(final int offset, final long amount) {
        values.putLongRelease(offset, values.getLong(offset) + amount);
    }

    private int[] offsets(final int quantity) {
        return switch (quantity) {
            case UsageKey.MESSAGES -> messages;
            case UsageKey.BYTES -> bytes;
            case UsageKey.ERRORS -> errors;
            case UsageKey.THROTTLED_NS -> throttled;
            default -> held;
        };
    }
}
