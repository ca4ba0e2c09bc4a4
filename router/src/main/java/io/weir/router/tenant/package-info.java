/**
 * Who is attached and what they hold: {@link io.weir.router.tenant.Tenant} (policy, quotas),
 * {@link io.weir.router.tenant.VirtualDevice} (network, GID, queue pair numbers),
 * {@link io.weir.router.tenant.Session} (an attached process: its segments, its handles and what uses what).
 * Everything here belongs to the control thread.
 */
package io.weir.router.tenant;
