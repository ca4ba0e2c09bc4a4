/**
 * What an operator asks a running router: a Unix socket in the run directory that its owner alone may connect to
 * ({@link io.weir.router.admin.AdminServer}), one line as the request, one JSON document as the answer.
 *
 * <p>{@link io.weir.router.admin.AdminApi} is what the router says of itself; it is called on the server's own thread,
 * never on the control or data-path thread.
 */
package io.weir.router.admin;
