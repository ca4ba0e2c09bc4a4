/** Routers and tenants with something to look at: {@code weir bench show}. */
package io.weir.bench.show;
