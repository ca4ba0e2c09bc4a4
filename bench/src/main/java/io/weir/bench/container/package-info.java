/**
 * Routers and tenants in containers: what {@code docker/check} shows of the images. {@link
 * io.weir.bench.container.Engine} runs them; {@code .tenant} has the programs that it runs in tenants' containers.
 */
package io.weir.bench.container;
