/**
 * Microbenchmarks by JMH, a class for each thing that they are about: {@code weir bench jmh} runs them, in JVMs of
 * their own, and tells time and heap of an operation.
 */
package io.weir.bench.jmh;
