package io.weir.router.accounting.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was used by whom, as the ledger booked it.
 *
 * @param keys            by what it is told apart
 * @param messages        by direction: egress, ingress, served
 * @param bytes           of payload, likewise
 * @param wireBytes       of packets from BTH to ICRC, egress and ingress
 * @param errors          work completions by status
 * @param throttledNs     for how long its limits held it back, egress and ingress
 * @param waitedNs        for how long it waited for others, or the RNIC, likewise
 * @param heldNs          both, by direction and reason; an empty one is of before reasons were told apart
 * @param qpMs            queue pairs, by how long they existed
 * @param mrByteSeconds   registered bytes, by how long they were
 */
public record UsageRow(Map<LedgerReader.Dimension, String> keys, Map<String, Long> messages, Map<String, Long> bytes,
                       Map<String, Long> wireBytes, Map<String, Long> errors, Map<String, Long> throttledNs,
                       Map<String, Long> waitedNs, Map<String, Map<String, Long>> heldNs, long qpMs,
                       long mrByteSeconds) {
    /** A row for each combination of keys, in the order of the sums. */
    public static List<UsageRow> of(final List<LedgerReader.Sum> sums) {
        final Map<Map<LedgerReader.Dimension, String>, List<LedgerReader.Sum>> groups = new LinkedHashMap<>();
        for (final LedgerReader.Sum sum : sums) {
            groups.computeIfAbsent(new EnumMap<>(sum.keys()), keys -> new ArrayList<>()).add(sum);
        }
        return groups.entrySet().stream().map(group -> row(group.getKey(), group.getValue())).toList();
    }

    private static UsageRow row(final Map<LedgerReader.Dimension, String> keys, final List<LedgerReader.Sum> sums) {
        return new UsageRow(keys, by("messages", sums), by("bytes", sums), by("wire_bytes", sums), by("errors", sums),
            by("throttled_ns", sums), by("waited_ns", sums), held(sums), total("qp_ms", sums),
            total("mr_byte_seconds", sums));
    }

    private static Map<String, Long> by(final String quantity, final List<LedgerReader.Sum> sums) {
        final Map<String, Long> amounts = new LinkedHashMap<>();
        for (final LedgerReader.Sum sum : sums) {
            if (sum.quantity().equals(quantity)) {
                amounts.merge(quantity.equals("errors") ? sum.item() : sum.direction(), sum.amount(), Long::sum);
            }
        }
        return amounts;
    }

    private static Map<String, Map<String, Long>> held(final List<LedgerReader.Sum> sums) {
        final Map<String, Map<String, Long>> held = new LinkedHashMap<>();
        for (final LedgerReader.Sum sum : sums) {
            if (sum.quantity().equals("throttled_ns") || sum.quantity().equals("waited_ns")) {
                held.computeIfAbsent(sum.direction(), direction -> new LinkedHashMap<>())
                    .merge(sum.item(), sum.amount(), Long::sum);
            }
        }
        return held;
    }

    private static long total(final String quantity, final List<LedgerReader.Sum> sums) {
        return by(quantity, sums).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether there is nothing in it that is shown by opcode or by anything else. */
    public boolean isEmpty() {
        return messages.isEmpty() && bytes.isEmpty() && wireBytes.isEmpty() && errors.isEmpty()
            && heldNs.isEmpty() && qpMs == 0 && mrByteSeconds == 0;
    }
}
