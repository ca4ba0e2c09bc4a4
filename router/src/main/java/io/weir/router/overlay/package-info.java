/**
 * Between routers: who is where ({@link io.weir.router.overlay.Directory}), and asking the owner of a virtual name for
 * its physical one ({@link io.weir.router.overlay.Overlay}), SBE over Aeron UDP. Belongs to the control thread, but for
 * {@link io.weir.router.overlay.PeerDevice#request}.
 */
package io.weir.router.overlay;
