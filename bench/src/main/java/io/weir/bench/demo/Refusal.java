package io.weir.bench.demo;

/**
 * An attempt that has to fail.
 *
 * @param name     for machines
 * @param refused  it failed as it has to
 * @param answer   what came back
 */
record Refusal(String name, boolean refused, String answer) {
}
