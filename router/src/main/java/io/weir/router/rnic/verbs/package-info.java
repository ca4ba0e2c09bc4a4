/**
 * An RNIC of hardware, or of the kernel's software, driven through libibverbs
 * ({@link io.weir.router.rnic.verbs.ibv}).
 *
 * <p>A {@code VerbsQp} is a physical queue pair with two shallow windows. Sends are written into a {@code SendRing} and
 * posted as one chain per duty cycle, because a provider may make a system call for each posting. A {@code Receiver}
 * pulls receives into a {@code ReceiveWindow}, or, where queue pairs share a source, into one {@code SharedWindow} over
 * a physical shared receive queue, so that none hoards what another needs.
 *
 * <p>Completions come through a few large {@code VerbsCq}s. Each carries, in its cookie, the <em>epoch</em> of the
 * window that it belongs to: what a queue pair's earlier life left behind in a queue is recognised and dropped, so that
 * every work request completes exactly once however it ended. What a device does differently from what the verbs say is
 * in one table, {@code Quirks}.
 */
package io.weir.router.rnic.verbs;
