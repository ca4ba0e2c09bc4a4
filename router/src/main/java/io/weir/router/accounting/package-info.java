/**
 * What every tenant used, in two mapped files of the router's own, which outlive its death and are continued by the
 * next router. The data path adds to a {@link io.weir.router.accounting.UsageMeter} for each queue pair: to the queue
 * pair's record in the {@link io.weir.router.accounting.UsageFile}, freed when the ledger has booked it, and to
 * the tenant's totals in the {@link io.weir.router.accounting.CountersFile}, which anybody may read as a {@link
 * io.weir.router.accounting.UsageSnapshot}, or as the Agrona counters that it holds. What happens to sessions, regions
 * and queue pairs is told by {@link io.weir.router.accounting.UsageEvents}, to consumers that nobody waits for.
 *
 * <p>Threads: the control thread opens the files and adds tenants; one tenant's counters are added to by the data-path
 * thread alone, which also copies them into a {@link io.weir.router.accounting.UsageCut}; the ledger's thread frees
 * records; any thread or process reads.
 */
package io.weir.router.accounting;
