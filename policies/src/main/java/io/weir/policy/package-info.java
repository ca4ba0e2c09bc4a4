/**
 * The rules, with no I/O: what a tenant may use ({@link io.weir.policy.TenantPolicy}), how fast
 * ({@link io.weir.policy.RateLimiter}) and in what order ({@link io.weir.policy.DeficitRoundRobin}).
 *
 * <p>Records are immutable and may be shared. Limiters and the scheduler belong to one thread, the data path's; they
 * take the time as an argument, do not allocate, and are exact in integers: bits, operations and nanoseconds.
 */
package io.weir.policy;
