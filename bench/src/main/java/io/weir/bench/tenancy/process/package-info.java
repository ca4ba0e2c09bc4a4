/** The processes of tenants that load a router, or attack it, while they are measured. */
package io.weir.bench.tenancy.process;
