/**
 * The ledger: what every tenant used, in closed intervals that outlive routers, as SQL ({@link
 * io.weir.router.accounting.ledger.LedgerSchema} has the tables). {@link
 * io.weir.router.accounting.ledger.LedgerKeeper} closes the intervals and books what the usage file's counters grew by,
 * on a thread of its own; {@link io.weir.router.accounting.ledger.LedgerReader} is for those who ask, in any process.
 *
 * <p>A cut of all counters, made by the data path between two messages, is compared with what is booked; the
 * differences and the new totals are written in one transaction. Whatever fails before its commit, the counters have
 * gone on meanwhile, and the next cut has it all.
 */
package io.weir.router.accounting.ledger;
