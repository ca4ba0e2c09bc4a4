package io.weir.router.accounting.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares, interval by interval: what is booked for each tenant with the tenant's own counters, and what is booked for
 * all tenants with what the RNICs counted themselves. Booked and carried differ by nothing but what is carried for
 * requests that are not complete, or never will be, and that is counted too.
 *
 * <p>In the interval that begins with a router that was killed, RNICs may have carried more: for requests that were
 * under way when it died, which nobody saw complete and nobody pays. They can not have carried less.
 */
public final class LedgerAudit {
    private final LedgerReader ledger;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();

    /**
     * A difference.
     *
     * @param interval  in which it is; 0 for all of them
     * @param subject   {@code tenant acme}, or {@code all tenants}
     * @param what      was counted
     * @param booked    so much by the ledger
     * @param otherwise so much by others
     * @param by        whom
     */
    public record Finding(long interval, String subject, String what, long booked, long otherwise, String by) {
    }

    /** Of that ledger. */
    public LedgerAudit(final LedgerReader ledger) {
        this.ledger = ledger;
    }

    /**
     * Looks at intervals; how many there were.
     *
     * @param rails whether the RNICs count what they complete; one of a device does not
     */
    public int audit(final long sinceMs, final long untilMs, final boolean rails) throws IOException {
        final List<LedgerReader.Closed> intervals = ledger.intervals(sinceMs, untilMs);
        for (final LedgerReader.Closed interval : intervals) {
            final Map<String, Map<String, Long>> booked = ledger.booked(interval.seq());
            booked.forEach((subject, amounts) -> {
                if (subject.startsWith("tenant ")) {
                    compareCounters(interval, subject, amounts);
                }
            });
            if (rails) {
                compareRails(interval, booked);
            }
        }
        return intervals.size();
    }

    /** What differs and must not. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What was carried for requests that a killed router had under way, and nobody pays. */
    public List<Finding> notes() {
        return List.copyOf(notes);
    }

    private void compareCounters(final LedgerReader.Closed interval, final String subject,
                                 final Map<String, Long> amounts) {
        for (final String key : keys(amounts)) {
            final String plain = key.replaceFirst("^counter_", "");
            final long booked = amounts.getOrDefault(plain, 0L);
            final long counted = amounts.getOrDefault("counter_" + plain, 0L);
            if (booked != counted) {
                findings.add(new Finding(interval.seq(), subject, plain, booked, counted, "the router's counters"));
            }
        }
    }

    private static List<String> keys(final Map<String, Long> amounts) {
        return amounts.keySet().stream()
            .filter(key -> key.matches("(counter_)?(messages|bytes)/.*"))
            .map(key -> key.replaceFirst("^counter_", ""))
            .distinct().toList();
    }

    private void compareRails(final LedgerReader.Closed interval, final Map<String, Map<String, Long>> booked) {
        final long requests = sum(booked, "tenant ", "messages/egress/") + sum(booked, "tenant ", "messages/ingress/",
            "recv") + sum(booked, "tenant ", "extra_pieces/") + sum(booked, "tenant ", "unbilled_pieces/")
            + sum(booked, "tenant ", "pending_pieces/");
        final long requestBytes = sum(booked, "tenant ", "bytes/egress/") + sum(booked, "tenant ", "bytes/ingress/",
            "recv") + sum(booked, "tenant ", "unbilled_bytes/") + sum(booked, "tenant ", "pending_bytes/");
        compare(interval, "requests", requests, rail(booked, "requests"));
        compare(interval, "bytes of requests", requestBytes, rail(booked, "request_bytes"));
        compare(interval, "receives", sum(booked, "tenant ", "messages/ingress/recv"), rail(booked, "receives"));
        compare(interval, "bytes received", sum(booked, "tenant ", "bytes/ingress/recv"),
            rail(booked, "receive_bytes"));
        compare(interval, "operations served", sum(booked, "tenant ", "messages/served/"), rail(booked, "served"));
        compare(interval, "bytes served", sum(booked, "tenant ", "bytes/served/"), rail(booked, "served_bytes"));
        compare(interval, "packets sent", sum(booked, "tenant ", "wire_packets/egress/"),
            rail(booked, "sent_packets"));
        compare(interval, "wire bytes sent", sum(booked, "tenant ", "wire_bytes/egress/"),
            rail(booked, "sent_bytes"));
        compare(interval, "packets received", sum(booked, "tenant ", "wire_packets/ingress/"),
            rail(booked, "received_packets"));
        compare(interval, "wire bytes received", sum(booked, "tenant ", "wire_bytes/ingress/"),
            rail(booked, "received_bytes"));
    }

    private void compare(final LedgerReader.Closed interval, final String what, final long booked,
                         final long carried) {
        if (booked != carried) {
            final boolean underWay = (interval.marks() & Marks.RECOVERED) != 0 && carried > booked;
            (underWay ? notes : findings).add(
                new Finding(interval.seq(), "all tenants", what, booked, carried, "the rails"));
        }
    }

    private static long rail(final Map<String, Map<String, Long>> booked, final String name) {
        return sum(booked, "rail ", "rail_" + name + "/");
    }

    private static long sum(final Map<String, Map<String, Long>> booked, final String subjects, final String prefix) {
        return sum(booked, subjects, prefix, null);
    }

    /** Of what begins so; without items that begin with {@code except}. */
    private static long sum(final Map<String, Map<String, Long>> booked, final String subjects, final String prefix,
                            final String except) {
        long sum = 0;
        for (final Map.Entry<String, Map<String, Long>> each : booked.entrySet()) {
            if (each.getKey().startsWith(subjects)) {
                for (final Map.Entry<String, Long> amount : each.getValue().entrySet()) {
                    final boolean excepted = except != null && amount.getKey().startsWith(prefix + except);
                    sum += amount.getKey().startsWith(prefix) && !excepted ? amount.getValue() : 0;
                }
            }
        }
        return sum;
    }
}
