/**
 * {@code weir bench rail}: the software RNIC, and the whole product over it, against what else moves bytes between two
 * processes of this machine. A {@code Contender} does {@code Task}s at a {@code Place} and gives a {@code Sample} of
 * each; {@code Contest} has them take turns, {@code Tally} keeps the samples, and {@code RailReport} shows medians.
 */
package io.weir.bench.rail;
