/**
 * One router and its tenants on this machine, for commands that need some: made in a scratch directory, gone with the
 * command.
 */
package io.weir.bench.host;
