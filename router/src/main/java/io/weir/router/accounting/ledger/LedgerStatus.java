package io.weir.router.accounting.ledger;

/**
 * How the ledger stands.
 *
 * @param path       its file
 * @param intervals  closed and booked by this router
 * @param bookedToMs up to when all is booked, by the wall clock; 0 if nothing is yet
 * @param behind     why nothing could be booked since then, or null: counters go on meanwhile
 * @param overflows  queue pairs that found no record in the usage file, and are billed by their tenant's only
 * @param lostEvents events that the ledger has not; what they tell of is booked all the same
 */
public record LedgerStatus(String path, long intervals, long bookedToMs, String behind, long overflows,
                           long lostEvents) {
}
