/** Tenants' processes that measure, each with a main; they talk with whoever started them a line at a time. */
package io.weir.bench.cost.process;
