/** The router process put together: {@link io.weir.router.Router}. */
package io.weir.router;
