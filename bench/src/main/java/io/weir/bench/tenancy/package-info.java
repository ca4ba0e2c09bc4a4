/**
 * {@code weir bench limits}, {@code fairness} and {@code isolation}: what tenants get of a router that they share. Real
 * processes on this machine; what they run is in {@link io.weir.bench.tenancy.process}.
 */
package io.weir.bench.tenancy;
