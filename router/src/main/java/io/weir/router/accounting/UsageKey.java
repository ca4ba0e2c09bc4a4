package io.weir.router.accounting;

import io.weir.policy.RateLimiter.Reason;
import io.weir.policy.TenantPolicy;
import io.weir.verbs.WcStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Which counter it is: the key of an Agrona counter of type {@value #TYPE_ID}.
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |  Quantity: 0 messages, 1 payload bytes, 2 errors,             |
 *  |  3 ns held back by limits, 4 ns held back by reason           |
 *  +---------------------------------------------------------------+
 *  |  Code of the Operation (0, 1), WcStatus (2), Direction (3),   |
 *  |  4 times that of the Direction, and that of the reason (4)    |
 *  +---------------------------------------------------------------+
 *  |  Length of the name, 1 to 63                                  |
 *  +---------------------------------------------------------------+
 *  |  Name of the tenant, ASCII                                   ...
 *  +---------------------------------------------------------------+
 * </pre>
 * Version 1 of the file had no quantity 4, and told only six classes of errors apart.
 */
record UsageKey(String tenant, int quantity, int code) {
    static final int TYPE_ID = 4791;

    static final int MESSAGES = 0;
    static final int BYTES = 1;
    static final int ERRORS = 2;
    static final int THROTTLED_NS = 3;
    static final int HELD_NS = 4;

    private static final List<WcStatus> FAILURES =
        Arrays.stream(WcStatus.values()).filter(status -> status != WcStatus.SUCCESS).toList();
    private static final List<Direction> OWN = List.of(Direction.EGRESS, Direction.INGRESS);
    /** What became of the classes of version 1: of those that held several statuses nobody knows which it was. */
    private static final List<WcStatus> CLASSES = List.of(WcStatus.GENERAL_ERR, WcStatus.WR_FLUSH_ERR,
        WcStatus.GENERAL_ERR, WcStatus.RETRY_EXC_ERR, WcStatus.RNR_RETRY_EXC_ERR, WcStatus.GENERAL_ERR);

    private static final int QUANTITY_OFFSET = 0;
    private static final int CODE_OFFSET = 4;
    private static final int NAME_LENGTH_OFFSET = 8;
    private static final int NAME_OFFSET = 12;
    private static final int MAX_NAME_LENGTH = 63;

    /** All counters of a tenant. */
    static List<UsageKey> of(final String tenant) {
        final List<UsageKey> keys = new ArrayList<>();
        for (final Operation operation : Operation.values()) {
            keys.add(new UsageKey(tenant, MESSAGES, operation.code()));
            keys.add(new UsageKey(tenant, BYTES, operation.code()));
        }
        for (final WcStatus status : FAILURES) {
            keys.add(new UsageKey(tenant, ERRORS, status.value()));
        }
        for (final Direction direction : OWN) {
            keys.add(new UsageKey(tenant, THROTTLED_NS, direction.code()));
            for (final Reason reason : ReasonCode.ALL) {
                keys.add(held(tenant, direction, reason));
            }
        }
        return keys;
    }

    /** For how long it was held back by that. */
    static UsageKey held(final String tenant, final Direction direction, final Reason reason) {
        return new UsageKey(tenant, HELD_NS, ReasonCode.COUNT * direction.code() + ReasonCode.of(reason));
    }

    /** Statuses that are counted. */
    static List<WcStatus> failures() {
        return FAILURES;
    }

    /** The key at an offset in a file of that version, or null if it is none that this router knows. */
    static UsageKey decode(final DirectBuffer buffer, final int offset, final int version) {
        final int length = buffer.getInt(offset + NAME_LENGTH_OFFSET);
        if (length < 1 || length > MAX_NAME_LENGTH) {
            return null;
        }
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset + NAME_OFFSET, bytes);
        final String name = new String(bytes, StandardCharsets.US_ASCII);
        final int quantity = buffer.getInt(offset + QUANTITY_OFFSET);
        final int code = buffer.getInt(offset + CODE_OFFSET);
        if (!TenantPolicy.NAME.matcher(name).matches()) {
            return null;
        }
        if (version == CountersFileDescriptor.FEW_ERRORS_VERSION) {
            return decodeFirst(name, quantity, code);
        }
        return isKnown(quantity, code) ? new UsageKey(name, quantity, code) : null;
    }

    private static UsageKey decodeFirst(final String tenant, final int quantity, final int code) {
        if (quantity == ERRORS) {
            return code < 0 || code >= CLASSES.size() ? null
                : new UsageKey(tenant, ERRORS, CLASSES.get(code).value());
        }
        return quantity != HELD_NS && isKnown(quantity, code) ? new UsageKey(tenant, quantity, code) : null;
    }

    private static boolean isKnown(final int quantity, final int code) {
        return code >= 0 && switch (quantity) {
            case MESSAGES, BYTES -> code < Operation.values().length;
            case ERRORS -> code != WcStatus.SUCCESS.value() && WcStatus.of(code) != null;
            case THROTTLED_NS -> code < OWN.size();
            case HELD_NS -> code < ReasonCode.COUNT * OWN.size();
            default -> false;
        };
    }

    void encode(final MutableDirectBuffer buffer) {
        buffer.putInt(QUANTITY_OFFSET, quantity);
        buffer.putInt(CODE_OFFSET, code);
        final byte[] name = tenant.getBytes(StandardCharsets.US_ASCII);
        buffer.putInt(NAME_LENGTH_OFFSET, name.length);
        buffer.putBytes(NAME_OFFSET, name);
    }

    /** For people who list counters. */
    String label() {
        return tenant + ": " + switch (quantity) {
            case MESSAGES -> lower(Operation.values()[code]) + " messages";
            case BYTES -> lower(Operation.values()[code]) + " bytes";
            case ERRORS -> lower(WcStatus.of(code)) + " errors";
            case THROTTLED_NS -> lower(Direction.values()[code]) + " throttled ns";
            default -> lower(Direction.values()[code / ReasonCode.COUNT]) + " ns held back by "
                + lower(ReasonCode.ALL.get(code % ReasonCode.COUNT));
        };
    }

    private static String lower(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
