/**
 * {@code weir bench}: what the router costs when nobody asks for anything, and what it costs per operation. Each
 * measurement is of real processes: routers started as {@code weir router} is, tenants attached as tenants are.
 */
package io.weir.bench.measure;
