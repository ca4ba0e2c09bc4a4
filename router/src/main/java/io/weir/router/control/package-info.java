/**
 * The control path: one agent, one Disruptor ring, one writer of all control state.
 *
 * <p>{@link io.weir.router.control.ControlAgent} polls what can bring work (attach sockets, the sessions' Aeron
 * streams, other routers, timers, the data path's events) and publishes each piece as a {@link
 * io.weir.router.control.ControlEvent}; {@link io.weir.router.control.ControlExecutor} takes them out one by one on the
 * same thread. Whatever a tenant sends, the answer is a reply, an error reply or an eviction; the agent goes on.
 */
package io.weir.router.control;
