/**
 * What keeps the router alive when a tenant takes the pages from under memory that both have mapped.
 */
package io.weir.router.guard;
