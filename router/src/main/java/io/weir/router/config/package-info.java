/**
 * The configuration file of a router: {@link io.weir.router.config.RouterConfig} is what it says, checked once and
 * complete, and {@link io.weir.router.config.RouterConfigLoader} reads it and says everything that is wrong with it,
 * by line and column.
 */
package io.weir.router.config;
