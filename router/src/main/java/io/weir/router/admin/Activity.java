package io.weir.router.admin;

import io.weir.router.accounting.ledger.LedgerStatus;
import java.util.List;
import java.util.Map;

/**
 * Everything that moves in a router, as of one moment: who asks twice sees rates. Totals are since the counters, and
 * times since the router's threads, began.
 *
 * @param atNs    when, by a clock that knows only forwards
 * @param status  what it serves
 * @param usage   what its tenants used
 * @param tenants what else there is to say of each
 * @param rails   how it reaches memory, of this host first
 * @param threads that carry the load
 * @param events  how many there were of each kind
 * @param ledger  how it stands
 */
public record Activity(long atNs, RouterStatus status, UsageReport usage, List<TenantActivity> tenants,
                       List<RailActivity> rails, List<ThreadActivity> threads, Map<String, Long> events,
                       LedgerStatus ledger) {
    /** Copies the lists. */
    public Activity {
        tenants = List.copyOf(tenants);
        rails = List.copyOf(rails);
        threads = List.copyOf(threads);
        events = Map.copyOf(events);
    }
}
