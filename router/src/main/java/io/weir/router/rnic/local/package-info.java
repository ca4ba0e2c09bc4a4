/**
 * The RNIC of one host with itself: queue pairs whose peer is on the same host exchange bytes by copying from memory to
 * memory, with the semantics and the error statuses that the same operations have on a wire.
 * Unreliable services lose what a wire would lose only where the receiver does not take it.
 *
 * <p>A {@link io.weir.router.rnic.local.LocalQp} is its {@code Requester}, which executes the send work requests, and
 * its {@code Responder}, which the peer's requester calls.
 */
package io.weir.router.rnic.local;
