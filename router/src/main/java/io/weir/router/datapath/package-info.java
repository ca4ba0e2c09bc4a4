/**
 * From a tenant's rings to the RNICs and back. Everything with state here belongs to the data-path thread; the control
 * path reaches it through {@link io.weir.router.datapath.DataPath} and the objects it hands out, whose methods run on
 * that thread and return when they have run.
 */
package io.weir.router.datapath;
