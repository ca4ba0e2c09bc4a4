/**
 * What drives one rail. An {@link io.weir.router.rnic.Rnic} knows physical names only: no tenant, no virtual GID,
 * no ring.
 *
 * <p>Threads: every method of every type here is called on the data-path thread alone, and every callback to a
 * {@link io.weir.router.rnic.QpOwner} comes on that thread, from inside {@link io.weir.router.rnic.Rnic#poll}
 * or {@link io.weir.router.rnic.RnicQp#toError}. Nothing here allocates in the steady
 * state: what a request under way needs is made when so many are under way for the first time.
 *
 * <p>Sends are pushed ({@link io.weir.router.rnic.RnicQp#postSend}: the scheduler decides when); receives are pulled
 * ({@link io.weir.router.rnic.ReceiveSource}), so that a shared receive queue can serve queue pairs on different RNICs.
 */
package io.weir.router.rnic;
