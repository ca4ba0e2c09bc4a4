package io.weir.bench.demo;

/**
 * One of the conditions of success.
 *
 * @param what   has to hold
 * @param detail with figures
 */
record Check(String what, boolean ok, String detail) {
}
