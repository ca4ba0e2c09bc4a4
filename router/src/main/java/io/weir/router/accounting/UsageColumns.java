package io.weir.router.accounting;

import io.weir.policy.RateLimiter;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.WireMeter;
import io.weir.verbs.WcStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the longs of a {@link UsageCut} are called in the ledger. Ids never change. */
public final class UsageColumns {
    /** Ids of a rail's columns begin here. */
    public static final int RAIL = 128;
    /** Longs of a record. */
    public static final int COUNT = UsageCell.COUNT;
    /** For how long a queue pair existed. */
    public static final int QP_MS = UsageCell.QP_MS;

    /** What packets are for, by {@link WireMeter}'s kinds; atomics of both sorts are one. */
    private static final List<String> PACKETS = List.of("", "send", "write", "read", "atomic");
    private static final List<Column> ALL = new ArrayList<>();

    static {
        for (final Operation operation : Operation.values()) {
            final String direction = lower(operation.direction());
            final String item = item(operation);
            add(UsageCell.messages(operation), "messages", direction, item);
            add(UsageCell.bytes(operation), "bytes", direction, item);
            add(UsageCell.COUNTERS + UsageCell.messages(operation), "counter_messages", direction, item);
            add(UsageCell.COUNTERS + UsageCell.bytes(operation), "counter_bytes", direction, item);
        }
        for (final WcStatus status : WcStatus.values()) {
            if (status != WcStatus.SUCCESS) {
                add(UsageCell.errors(status), "errors", "", status.name());
            }
        }
        add(UsageCell.WIRE, "wire_packets", "egress", "");
        add(UsageCell.WIRE + 2, "wire_packets", "ingress", "");
        for (int kind = 0; kind < WireMeter.KINDS; kind++) {
            add(UsageCell.SENT_BYTES.get(kind), "wire_bytes", "egress", PACKETS.get(kind));
            add(UsageCell.RECEIVED_BYTES.get(kind), "wire_bytes", "ingress", PACKETS.get(kind));
        }
        add(UsageCell.EXTRA_PIECES, "extra_pieces", "", "");
        add(UsageCell.UNBILLED, "unbilled_pieces", "", "");
        add(UsageCell.UNBILLED + 1, "unbilled_bytes", "", "");
        add(UsageCell.PENDING, "pending_pieces", "", "");
        add(UsageCell.PENDING + 1, "pending_bytes", "", "");
        add(UsageCell.QP_MS, "qp_ms", "", "");
        add(UsageCell.MR_BYTE_SECONDS, "mr_byte_seconds", "", "");
        add(UsageCell.THROTTLED, "throttled_ns", "egress", "");
        add(UsageCell.THROTTLED + 1, "throttled_ns", "ingress", "");
        for (final Direction direction : List.of(Direction.EGRESS, Direction.INGRESS)) {
            for (final RateLimiter.Reason reason : ReasonCode.ALL) {
                add(UsageCell.held(direction, reason), ReasonCode.isLimit(reason) ? "throttled_ns" : "waited_ns",
                    lower(direction), lower(reason));
            }
        }
        for (int i = 0; i < RailMeter.LENGTH; i++) {
            add(RAIL + i, "rail_" + RailMeter.name(i), "", "");
        }
    }

    /**
     * A column.
     *
     * @param id        as it stands in the ledger
     * @param quantity  what is counted
     * @param direction egress, ingress, served, or empty
     * @param item      opcode or status, or empty
     */
    public record Column(int id, String quantity, String direction, String item) {
    }

    private UsageColumns() {
    }

    /** All of them. */
    public static List<Column> all() {
        return List.copyOf(ALL);
    }

    /** Whether the long only grows; the others rise and fall. */
    public static boolean isCumulative(final int cell) {
        return UsageCell.isCumulative(cell);
    }

    /** Whether the ledger has the long at all. */
    public static boolean isBooked(final int cell) {
        return cell != UsageCell.MR_REMAINDER;
    }

    /** What an operation is called, whoever's it was: {@code write}. */
    public static String item(final Operation operation) {
        return lower(operation).replace("served_", "");
    }

    private static void add(final int id, final String quantity, final String direction, final String item) {
        ALL.add(new Column(id, quantity, direction, item));
    }

    private static String lower(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
