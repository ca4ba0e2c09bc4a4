package io.weir.router.accounting;

import io.weir.policy.RateLimiter.Reason;
import io.weir.router.rnic.WireMeter;
import io.weir.verbs.WcStatus;
import java.util.List;

/**
 * The longs of a record of the usage file, by their index: what is counted, and which way. Indexes are as they stand in
 * the file and in the ledger, and never change.
 */
final class UsageCell {
    /** Longs in a record. */
    static final int COUNT = 96;

    /** Two for each {@link Operation}: messages, then payload bytes. */
    static final int OPERATIONS = 0;
    /** One for each {@link WcStatus}: work completions with it; SUCCESS is none. */
    static final int ERRORS = 24;
    /**
     * On the wire: packets sent, bytes of those that are no operation's (before they were told apart, of all), packets
     * received, bytes likewise.
     */
    static final int WIRE = 48;
    /** Bytes of packets sent, by {@link WireMeter}'s kinds. */
    static final List<Integer> SENT_BYTES = List.of(WIRE + 1, 22, 23, 46, 47);
    /** Bytes of packets received, likewise. */
    static final List<Integer> RECEIVED_BYTES = List.of(WIRE + 3, 62, 63, 94, 95);
    /** Of a record. */
    static final WireMeter.Layout WIRE_LAYOUT = new WireMeter.Layout(
        WIRE * Long.BYTES, offsets(SENT_BYTES), (WIRE + 2) * Long.BYTES, offsets(RECEIVED_BYTES));
    /** Pieces that messages were cut into, beyond the first of each. */
    static final int EXTRA_PIECES = 52;
    /** Carried for requests that did not complete with success: pieces, then bytes. Nobody is charged for them. */
    static final int UNBILLED = 53;
    /** Carried for requests that are not complete: pieces, then bytes. They rise and fall; as of the last cut. */
    static final int PENDING = 55;
    /** For how long the queue pair existed. */
    static final int QP_MS = 57;
    /** Registered bytes by how long they were. */
    static final int MR_BYTE_SECONDS = 58;
    /** What is still missing to a byte-second, in thousandths. */
    static final int MR_REMAINDER = 59;
    /** For how long its limits held the tenant back, egress, then ingress: as it was counted before {@link #HELD}. */
    static final int THROTTLED = 60;
    /**
     * What the counters file says at the cut, as {@link #OPERATIONS}, beyond what it said before there were records;
     * that stands in the tenant's past.
     */
    static final int COUNTERS = 64;
    /** For how long the tenant was held back, by reason: egress, then ingress. */
    static final int HELD = 86;

    /** Of a rail's record: as {@link io.weir.router.rnic.RailMeter} has them. */
    static final int RAIL = 0;

    private UsageCell() {
    }

    private static int[] offsets(final List<Integer> cells) {
        return cells.stream().mapToInt(cell -> cell * Long.BYTES).toArray();
    }

    static int messages(final Operation operation) {
        return OPERATIONS + 2 * operation.code();
    }

    static int bytes(final Operation operation) {
        return messages(operation) + 1;
    }

    static int errors(final WcStatus status) {
        return ERRORS + status.value();
    }

    static int held(final Direction direction, final Reason reason) {
        return HELD + ReasonCode.COUNT * direction.code() + ReasonCode.of(reason);
    }

    private static boolean isCounted(final int cell) {
        return cell >= COUNTERS && cell < HELD;
    }

    /** Whether a life's is a part of its tenant's past. */
    static boolean isCarriedOn(final int cell) {
        return isCumulative(cell) && !isCounted(cell);
    }

    /** Whether it only grows, so that its past can be added up. */
    static boolean isCumulative(final int cell) {
        return cell != PENDING && cell != PENDING + 1 && cell != MR_REMAINDER;
    }
}
