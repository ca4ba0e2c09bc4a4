package io.weir.router.accounting;

import io.weir.policy.TenantPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
 *  |  Quantity: 0 messages, 1 payload bytes, 2 errors, 3 throttled ns
 *  +---------------------------------------------------------------+
 *  |  Code of the Operation (0, 1), ErrorClass (2), Direction (3)  |
 *  +---------------------------------------------------------------+
 *  |  Length of the name, 1 to 63                                  |
 *  +---------------------------------------------------------------+
 *  |  Name of the tenant, ASCII                                   ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
record UsageKey(String tenant, int quantity, int code) {
    static final int TYPE_ID = 4791;

    static final int MESSAGES = 0;
    static final int BYTES = 1;
    static final int ERRORS = 2;
    static final int THROTTLED_NS = 3;

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
        for (final ErrorClass errorClass : ErrorClass.values()) {
            keys.add(new UsageKey(tenant, ERRORS, errorClass.code()));
        }
        keys.add(new UsageKey(tenant, THROTTLED_NS, Direction.EGRESS.code()));
        keys.add(new UsageKey(tenant, THROTTLED_NS, Direction.INGRESS.code()));
        return keys;
    }

    /** The key at an offset, or null if it is none that this version knows. */
    static UsageKey decode(final DirectBuffer buffer, final int offset) {
        final int length = buffer.getInt(offset + NAME_LENGTH_OFFSET);
        if (length < 1 || length > MAX_NAME_LENGTH) {
            return null;
        }
        final byte[] name = new byte[length];
        buffer.getBytes(offset + NAME_OFFSET, name);
        final UsageKey key = new UsageKey(new String(name, StandardCharsets.US_ASCII),
            buffer.getInt(offset + QUANTITY_OFFSET), buffer.getInt(offset + CODE_OFFSET));
        return TenantPolicy.NAME.matcher(key.tenant).matches() && of(key.tenant).contains(key) ? key : null;
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
            case ERRORS -> lower(ErrorClass.values()[code]) + " errors";
            default -> lower(Direction.values()[code]) + " throttled ns";
        };
    }

    private static String lower(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
