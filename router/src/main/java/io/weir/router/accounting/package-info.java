/**
 * What every tenant used. The data path adds to {@link io.weir.router.accounting.UsageCounters} in a mapped file of the
 * router's own ({@link io.weir.router.accounting.CountersFile}), which outlives the router's death and is continued by
 * the next; anybody may read it as a {@link io.weir.router.accounting.UsageSnapshot}, or as the Agrona counters that
 * it holds.
 *
 * <p>Threads: the control thread opens the file and adds tenants; one tenant's counters are added to by the data-path
 * thread alone; any thread or process reads.
 */
package io.weir.router.accounting;
