/**
 * Where everything lies in the memory that a tenant and the router share. Little-endian, naturally aligned, 64-byte
 * cache lines; each line is written by one side only, as each diagram says.
 *
 * <p>Trust: the router reads every field once into private memory, bounds it there, and keeps the authoritative copy of
 * every index itself. What the tenant finds was written by the router, which it trusts, unless the tenant scribbled on
 * it.
 */
package io.weir.shm;
