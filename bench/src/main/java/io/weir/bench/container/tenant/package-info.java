/** Programs that run in tenants' containers, each in one of its own. */
package io.weir.bench.container.tenant;
