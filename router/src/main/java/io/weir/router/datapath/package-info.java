/**
 * From a tenant's rings to the RNICs and back. Everything with state here belongs to the data-path thread; the control
 * path reaches it through {@link io.weir.router.datapath.DataPath} and the objects it hands out, whose methods run on
 * that thread and return when they have run; while it sleeps they run in its place, on the caller's thread, one at a
 * time ({@code ControlTasks}).
 *
 * <p>A work request on its way, in order of reading: {@code Doorbells} hear of it; {@code QueuePair} gets ready in its
 * {@code Device}; the {@code Scheduler} says when; {@code SendQueue} fetches it, {@code SendRequest} copies, checks and
 * cuts it; {@code Binding} is its counterpart on an RNIC; {@code InFlight} remembers it until the RNIC is done;
 * {@code CompletionQueue} shows the tenant. Receives are pulled by the RNIC through {@code ReceiveRing}. What must not
 * happen inside an RNIC's callback waits in the {@code Agenda}. {@code DataPathAgent} is the duty cycle.
 *
 * <p>A datagram queue pair is bound on every RNIC at once; each send picks one by its {@code AddressHandle}.
 * {@code Destinations} knows the receivers on other hosts, whose routers were asked and told who asks, so that their
 * {@code DatagramSources} can name the sender, and drop a datagram of another network before it takes a receive.
 *
 * <p>What a tenant may do to its segment: anything. A queue whose index makes no sense goes to error alone
 * ({@code QP_FATAL}, {@code SRQ_ERR}, {@code CQ_ERR}); after several of those, or when the header is written over, the
 * session is cut off ({@link io.weir.router.datapath.SessionEvents#onBroken}).
 */
package io.weir.router.datapath;
