package io.weir.router.accounting.ledger;

/**
 * An interval that is to be booked.
 *
 * @param router    who closes it, unlike any other router that writes this ledger
 * @param cut       its how manieth
 * @param begunMs   wall clock at its begin; -1 if that was before this router: then it is where the ledger ends
 * @param endedMs   wall clock at its end
 * @param elapsedMs steady clock
 * @param marks     {@link Marks}
 */
record Interval(long router, long cut, long begunMs, long endedMs, long elapsedMs, int marks) {
}
